// What became of listings, as a chart shows it.
import type { StatisticsRead } from "@/api/schema";
import type { Span } from "@/features/credits/lib/days";
import { SPANS } from "@/features/credits/lib/days";

export const COUNTS = ["views", "installs", "runs", "earned"] as const;
export type Count = (typeof COUNTS)[number];

const DAY_MS = 86_400_000;

export interface Bar {
  day: string;
  value: number;
  /** 0 to 1: of the highest. */
  height: number;
}

export function barsOf(days: StatisticsRead["days"], of: Count): Bar[] {
  const values = days.map((day) => Number(day[of]));
  const most = Math.max(0, ...values);
  return days.map(({ day }, place) => {
    const value = values[place] ?? 0;
    return { day, value, height: most > 0 ? value / most : 0 };
  });
}

/** The days of a span up to today, in UTC, both included. */
export function daysOfSpan(span: Span, now: Date): { from: string; to: string } {
  const first = new Date(now.getTime() - (SPANS[span] - 1) * DAY_MS);
  return { from: first.toISOString().slice(0, 10), to: now.toISOString().slice(0, 10) };
}

export function hasAny(sums: StatisticsRead["sums"]): boolean {
  return COUNTS.some((count) => Number(sums[count]) > 0);
}
