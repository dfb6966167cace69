import type { CostsRead } from "@/api/schema";
import { shownAmount } from "@/features/credits/lib/amounts";
import { type Day, daysOf, shownDay } from "@/features/credits/lib/days";
import { credits } from "@/text/en/credits";
import { fill } from "@/text/fill";
import { Card } from "@/ui/Card";

const words = credits.costs;
const HEIGHT = 100; // of the drawing, in its own units
const GAP = 0.2; // of a day's width

/** A bar for each day; the same as a table for who does not see it. */
export function DayChart({ costs }: { costs: CostsRead }) {
  const days = daysOf(costs.results, costs.since, costs.until);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  const most = days.reduce((one, other) => (other.height > one.height ? other : one), first);
  const label = fill(words.chart, {
    from: shownDay(first.day, true),
    to: shownDay(last.day, true),
    amount: shownAmount(most.amount),
    day: shownDay(most.day, true),
  });
  return (
    <Card className="px-4 py-3 sm:px-5">
      <div className="flex items-baseline justify-between">
        <h2 className="text-sm font-semibold">{words.perDay}</h2>
        <span aria-hidden className="text-xs text-faint tabular-nums">
          {shownAmount(most.amount)}
        </span>
      </div>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${days.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="mt-1 h-36 w-full border-b border-line"
      >
        {days.map((day, place) => (
          <DayBar key={day.day} day={day} place={place} />
        ))}
      </svg>
      <div aria-hidden className="mt-1 flex justify-between text-xs text-faint">
        <span>{shownDay(first.day)}</span>
        <span>{shownDay(last.day)}</span>
      </div>
      <table className="sr-only">
        <caption>{words.perDay}</caption>
        <thead>
          <tr>
            <th scope="col">{words.day}</th>
            <th scope="col">{words.amount}</th>
          </tr>
        </thead>
        <tbody>
          {days
            .filter((day) => day.amount !== "0")
            .map((day) => (
              <tr key={day.day}>
                <th scope="row">{day.day}</th>
                <td>{shownAmount(day.amount)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </Card>
  );
}

function DayBar({ day, place }: { day: Day; place: number }) {
  // What was spent at all is seen, however little it was.
  const height = day.height > 0 ? Math.max(2, day.height * (HEIGHT - 4)) : 0;
  return (
    <g className="fill-accent hover:fill-accent-strong">
      <title>{`${shownDay(day.day, true)}: ${shownAmount(day.amount)}`}</title>
      <rect x={place} y={0} width={1} height={HEIGHT} fill="transparent" />
      <rect x={place + GAP / 2} y={HEIGHT - height} width={1 - GAP} height={height} />
    </g>
  );
}
