import type { KeepEnum, RetentionRead } from "@/api/schema";

export const KEEPS: readonly KeepEnum[] = ["all", "failures", "metadata", "nothing"];
export const MAX_DAYS = 36_500;

type Rule = Pick<RetentionRead, "keep" | "days">;

/** Would `next` let go of what `now` keeps? */
export function keepsLess(now: Rule, next: Rule): boolean {
  const [daysNow, daysNext] = [now.days ?? Infinity, next.days ?? Infinity];
  return KEEPS.indexOf(next.keep) > KEEPS.indexOf(now.keep) || daysNext < daysNow;
}

/** The days that somebody typed: null is for ever; undefined is no such number. */
export function daysOf(text: string): number | null | undefined {
  if (text.trim() === "") return null;
  const days = Number(text);
  return Number.isInteger(days) && days >= 1 && days <= MAX_DAYS ? days : undefined;
}
