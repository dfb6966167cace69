// Numbers as people read them. Times of day and dates follow the reader's own language.
import { ui } from "@/text/en/ui";
import { plural } from "@/text/fill";

const LANGUAGE = "en";
const STEPS: [limitSeconds: number, unitSeconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [60, 1, "second"],
  [3600, 60, "minute"],
  [86_400, 3600, "hour"],
  [7 * 86_400, 86_400, "day"],
  [30 * 86_400, 7 * 86_400, "week"],
  [365 * 86_400, 30 * 86_400, "month"],
  [Infinity, 365 * 86_400, "year"],
];
const NOW_SECONDS = 10;
const LEAST_MS = 0.001;

/** `2 hours ago`, `in 3 days`, `just now`. */
export function relativeTime(moment: Date, now: Date): string {
  const seconds = (moment.getTime() - now.getTime()) / 1000;
  if (Math.abs(seconds) < NOW_SECONDS) return ui.time.now;
  const [, unitSeconds, unit] = STEPS.find(([limit]) => Math.abs(seconds) < limit) ?? [
    0,
    1,
    "second" as const,
  ];
  return new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "auto" }).format(
    Math.trunc(seconds / unitSeconds),
    unit,
  );
}

/** How long it took from one of the API's moments to another: `<1 ms` at least, as all work takes time. */
export function tookTime(from: string, to: string): string {
  return duration(Math.max(LEAST_MS, elapsedMs(from, to)));
}

/** Milliseconds with their fraction between two of the API's moments, whose microseconds a `Date` drops. */
export function elapsedMs(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from) + (microseconds(to) - microseconds(from)) / 1000;
}

function microseconds(moment: string): number {
  return Number(/\.\d{3}(\d{3})/.exec(moment)?.[1] ?? 0);
}

/** `0 ms`, `<1 ms`, `840 ms`, `4.2 s`, `3 min 5 s`, `2 h 10 min`, `4 d 3 h`. */
export function duration(milliseconds: number): string {
  if (milliseconds > 0 && milliseconds < 1) return "<1 ms";
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (Math.round(seconds) < 3600) return two(Math.round(seconds), 60, "min", "s");
  return minutes < 24 * 60 ? two(minutes, 60, "h", "min") : two(Math.round(minutes / 60), 24, "d", "h");
}

/** `512 B`, `1.5 KB`, `20 MB`; a kilobyte is 1024 bytes. */
export function bytes(count: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let [value, unit] = [count, 0];
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const maximumFractionDigits = value < 9.95 ? 1 : 0;
  return `${new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits }).format(value)} ${units[unit] ?? ""}`;
}

/** `1 credit`, `12.5 credits`; `amount` is the API's decimal string. */
export function credits(amount: string): string {
  const value = Number(amount);
  const shown = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 6 }).format(value);
  return plural(value, ui.credits.one, ui.credits.many.replace("{count}", shown));
}

/** `1,234` or, from ten thousand on, `12.3K`. */
export function amount(value: number): string {
  const notation = Math.abs(value) < 10_000 ? "standard" : "compact";
  return new Intl.NumberFormat(LANGUAGE, { notation, maximumFractionDigits: 1 }).format(value);
}

/** The moment in full, for tooltips. */
export function fullTime(moment: Date): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" }).format(moment);
}

function two(value: number, size: number, large: string, small: string): string {
  const rest = value % size;
  const whole = `${Math.floor(value / size)} ${large}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}
