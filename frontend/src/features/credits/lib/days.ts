// Days of the calendar in UTC, as `2026-11-22`: those of a span without a gap, for a chart.
import type { CostRowRead } from "@/api/schema";
import { microOf } from "@/features/credits/lib/amounts";

const DAY_MS = 86_400_000;

export const SPANS = { "7d": 7, "30d": 30, "90d": 90, "365d": 365 } as const;
export type Span = keyof typeof SPANS;

export interface Day {
  day: string;
  amount: string;
  /** 0 to 1: of the dearest day. */
  height: number;
}

export function spanOf(text: string | null): Span {
  return (Object.keys(SPANS) as Span[]).find((one) => one === text) ?? "30d";
}

/** From the beginning of a day in UTC until the end of today, so that whole days are compared. */
export function momentsOf(span: Span, now: Date): { from: string; to: string } {
  const tomorrow = (Math.floor(now.getTime() / DAY_MS) + 1) * DAY_MS;
  return {
    from: new Date(tomorrow - SPANS[span] * DAY_MS).toISOString(),
    to: new Date(tomorrow).toISOString(),
  };
}

/** Every day from `since` until before `until`, also those on which nothing was spent. */
export function daysOf(rows: readonly CostRowRead[], since: string, until: string): Day[] {
  const amounts = new Map(rows.map((row) => [row.key, row.amount]));
  const most = Math.max(0, ...rows.map((row) => microOf(row.amount)));
  const days: Day[] = [];
  for (let at = Date.parse(since); at < Date.parse(until); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    const amount = amounts.get(day) ?? "0";
    days.push({ day, amount, height: most > 0 ? Math.max(0, microOf(amount)) / most : 0 });
  }
  return days;
}

/** `22 Nov`, with the year if `isLong`. */
export function shownDay(day: string, isLong = false): string {
  const year = isLong ? { year: "numeric" as const } : {};
  const format = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
    ...year,
  });
  return format.format(new Date(`${day}T00:00:00Z`));
}
