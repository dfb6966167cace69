// What a list of costs is drawn as: bars as long as their share of the dearest, the rest in one.
import type { CostRowRead } from "@/api/schema";
import { amountOf, microOf } from "@/features/credits/lib/amounts";

export interface Share {
  key: string;
  called: string;
  amount: string;
  /** 0 to 1: of the dearest. */
  length: number;
  /** 0 to 100: of all. */
  percent: number;
}

/** The dearest `most` rows. */
export function sharesOf(rows: readonly CostRowRead[], total: string, most: number): Share[] {
  const all = microOf(total);
  const longest = Math.max(0, ...rows.map((row) => microOf(row.amount)));
  return rows.slice(0, most).map(({ key, called, amount }) => {
    const micro = Math.max(0, microOf(amount));
    return {
      key,
      called,
      amount,
      length: longest > 0 ? micro / longest : 0,
      percent: all > 0 ? (micro / all) * 100 : 0,
    };
  });
}

/** What the shown rows leave over of the total; null if nothing. */
export function restOf(shown: readonly Share[], total: string): string | null {
  const left = microOf(total) - shown.reduce((sum, one) => sum + microOf(one.amount), 0);
  return left > 0 ? amountOf(left) : null;
}

/** `0.4`, `12`, `<0.1`: short enough for a table. */
export function shownPercent(percent: number): string {
  if (percent > 0 && percent < 0.1) return "<0.1";
  return percent < 10 ? percent.toFixed(1).replace(/\.0$/, "") : String(Math.round(percent));
}
