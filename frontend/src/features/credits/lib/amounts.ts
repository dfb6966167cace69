// Amounts as the API writes them: decimal strings of credits, exact to the millionth.
const MICRO = 1_000_000;
const LANGUAGE = "en";

/** `"0.015"` → 15000. Whole numbers: sums of them are exact. */
export function microOf(amount: string): number {
  return Math.round(Number(amount) * MICRO);
}

/** 15000 → `"0.015"`. */
export function amountOf(micro: number): string {
  const [sign, whole] = [micro < 0 ? "-" : "", Math.floor(Math.abs(micro) / MICRO)];
  const part = String(Math.abs(micro) % MICRO).padStart(6, "0");
  return `${sign}${whole}.${part}`.replace(/\.?0+$/, "");
}

/** `1,234.5`; below a hundred with as many digits as it takes, above with two. */
export function shownAmount(amount: string): string {
  const value = Number(amount);
  const maximumFractionDigits = Math.abs(value) < 100 ? 6 : 2;
  return new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits }).format(value);
}

/** The same with its sign, as movements show it: `+500`, `−0.015`. */
export function shownMovement(amount: string): string {
  const isOut = amount.startsWith("-");
  const shown = shownAmount(isOut ? amount.slice(1) : amount);
  return isOut ? `−${shown}` : `+${shown}`;
}
