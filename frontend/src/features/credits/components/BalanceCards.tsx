import type { ReactNode } from "react";
import type { BalanceRead } from "@/api/schema";
import { shownAmount } from "@/features/credits/lib/amounts";
import { shownDay } from "@/features/credits/lib/days";
import { credits } from "@/text/en/credits";
import { fill } from "@/text/fill";
import { Card } from "@/ui/Card";

const words = credits.balance;
const MOST_ENDS = 2;

/** What there is to spend, what runs have set aside, and what ends. */
export function BalanceCards({ balance }: { balance: BalanceRead }) {
  return (
    <dl aria-label={words.label} className="grid gap-3 sm:grid-cols-3">
      <Fact name={words.available} isMain>
        {shownAmount(balance.available)}
      </Fact>
      <Fact name={words.held}>{shownAmount(balance.held)}</Fact>
      <Fact name={words.expiring}>
        {balance.expiring.length === 0 ? (
          <span className="text-sm font-normal text-muted">{words.nothingEnds}</span>
        ) : (
          balance.expiring.slice(0, MOST_ENDS).map(({ amount, expires_at: at }) => (
            <span key={at} className="block text-sm font-normal">
              {fill(words.endsAt, { amount: shownAmount(amount), date: shownDay(lastDay(at), true) })}
            </span>
          ))
        )}
      </Fact>
    </dl>
  );
}

function Fact({ name, isMain = false, children }: { name: string; isMain?: boolean; children: ReactNode }) {
  return (
    <Card className="px-4 py-3 sm:px-5 sm:py-4">
      <dt className="text-xs text-faint">{name}</dt>
      <dd className={isMain ? "text-2xl font-semibold tabular-nums" : "text-lg font-semibold tabular-nums"}>
        {children}
      </dd>
    </Card>
  );
}

/** The last day on which it can be spent: a grant that ends at midnight ends with the day before. */
function lastDay(moment: string): string {
  return new Date(Date.parse(moment) - 1).toISOString().slice(0, 10);
}
