import type { EarningsRead } from "@/api/schema";

/** The credits of a payout as somebody typed them; null unless that many can be asked for. */
export function payoutOf(typed: string, { available, least }: EarningsRead): number | null {
  const text = typed.trim();
  if (!/^\d{1,9}$/.test(text)) return null;
  const credits = Number(text);
  return credits >= least && credits <= Number(available) ? credits : null;
}
