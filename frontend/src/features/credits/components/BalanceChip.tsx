import { useQuery } from "@tanstack/react-query";
import { Coins } from "lucide-react";
import { Link } from "react-router";
import { balanceQuery } from "@/features/credits/api";
import { shownAmount } from "@/features/credits/lib/amounts";
import { credits } from "@/text/en/credits";
import { fill } from "@/text/fill";

/** The balance in the bar of a phone. */
export function BalanceChip() {
  const { data: balance } = useQuery(balanceQuery);
  if (balance?.is_enabled !== true) return null;
  const amount = shownAmount(balance.available);
  return (
    <Link
      to="/credits"
      aria-label={fill(credits.link, { amount })}
      className="flex h-10 items-center gap-1.5 rounded-md px-2 text-sm font-medium text-muted tabular-nums hover:bg-subtle"
    >
      <Coins aria-hidden className="size-4 shrink-0" />
      {amount}
    </Link>
  );
}
