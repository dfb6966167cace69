// What is bought and when, as people type and read it.
const LEAST_CREDITS = 500;
const MOST_CREDITS = 1_000_000;

/** Whole credits that can be bought; null for anything else that was typed. */
export function creditsOf(typed: string): number | null {
  const text = typed.trim();
  const value = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  return value >= LEAST_CREDITS && value <= MOST_CREDITS ? value : null;
}

/** A threshold in whole credits; null if it is none. */
export function thresholdOf(typed: string): number | null {
  const text = typed.trim();
  return /^\d{1,7}$/.test(text) && Number(text) <= MOST_CREDITS ? Number(text) : null;
}

/** `$20`, `$12.50`. A credit is a cent. */
export function dollars(cents: number): string {
  const isWhole = cents % 100 === 0;
  const style = { style: "currency", currency: "USD", minimumFractionDigits: isWhole ? 0 : 2 } as const;
  return new Intl.NumberFormat("en-US", style).format(cents / 100);
}

/** The last `count` months of the calendar in UTC, this one first, as `2026-11`. */
export function monthsUntil(now: Date, count: number): string[] {
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  );
}

/** `November 2026` of `2026-11`. */
export function monthName(month: string): string {
  const format = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${month}-01T00:00:00Z`));
}
