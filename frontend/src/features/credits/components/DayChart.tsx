import type { CostsRead } from "@/api/schema";
import { DayBars, highest } from "@/features/credits/components/DayBars";
import { shownAmount } from "@/features/credits/lib/amounts";
import { daysOf, shownDay } from "@/features/credits/lib/days";
import { credits } from "@/text/en/credits";
import { fill } from "@/text/fill";

const words = credits.costs;

/** What was spent on each day. */
export function DayChart({ costs }: { costs: CostsRead }) {
  const days = daysOf(costs.results, costs.since, costs.until);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  const most = highest(days, first);
  const label = fill(words.chart, {
    from: shownDay(first.day, true),
    to: shownDay(last.day, true),
    amount: shownAmount(most.amount),
    day: shownDay(most.day, true),
  });
  const bars = days.map((day) => ({ ...day, amount: shownAmount(day.amount) }));
  return <DayBars title={words.perDay} label={label} bars={bars} headers={words} />;
}
