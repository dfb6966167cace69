import { shownDay } from "@/features/credits/lib/days";
import { Card } from "@/ui/Card";

const HEIGHT = 100; // of the drawing, in its own units
const GAP = 0.2; // of a day's width

export interface Bar {
  /** `2026-11-22`. */
  day: string;
  /** As people read it. */
  amount: string;
  /** 0 to 1: of the highest. */
  height: number;
}

interface DayBarsProps {
  title: string;
  /** Says in words what the drawing shows. */
  label: string;
  bars: readonly Bar[];
  /** Of the columns of the table that stands for it. */
  headers: { day: string; amount: string };
}

/** A bar for each day; the same as a table for who does not see it. */
export function DayBars({ title, label, bars, headers }: DayBarsProps) {
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return null;
  return (
    <Card className="px-4 py-3 sm:px-5">
      <div className="flex items-baseline justify-between">
        <h2 className="text-sm font-semibold">{title}</h2>
        <span aria-hidden className="text-xs text-faint tabular-nums">
          {highest(bars, first).amount}
        </span>
      </div>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${bars.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="mt-1 h-36 w-full border-b border-line"
      >
        {bars.map((bar, place) => (
          <DayBar key={bar.day} bar={bar} place={place} />
        ))}
      </svg>
      <div aria-hidden className="mt-1 flex justify-between text-xs text-faint">
        <span>{shownDay(first.day)}</span>
        <span>{shownDay(last.day)}</span>
      </div>
      <table className="sr-only">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{headers.day}</th>
            <th scope="col">{headers.amount}</th>
          </tr>
        </thead>
        <tbody>
          {bars
            .filter((bar) => bar.height > 0)
            .map((bar) => (
              <tr key={bar.day}>
                <th scope="row">{bar.day}</th>
                <td>{bar.amount}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </Card>
  );
}

/** The first of the highest. */
export function highest<Day extends { height: number }>(bars: readonly Day[], first: Day): Day {
  return bars.reduce((one, other) => (other.height > one.height ? other : one), first);
}

function DayBar({ bar, place }: { bar: Bar; place: number }) {
  // What was there at all is seen, however little it was.
  const height = bar.height > 0 ? Math.max(2, bar.height * (HEIGHT - 4)) : 0;
  return (
    <g className="fill-accent hover:fill-accent-strong">
      <title>{`${shownDay(bar.day, true)}: ${bar.amount}`}</title>
      <rect x={place} y={0} width={1} height={HEIGHT} fill="transparent" />
      <rect x={place + GAP / 2} y={HEIGHT - height} width={1 - GAP} height={height} />
    </g>
  );
}
