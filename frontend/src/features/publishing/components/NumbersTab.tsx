import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { ChartColumn } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import type { StatisticsRead } from "@/api/schema";
import { DayBars, highest } from "@/features/credits/components/DayBars";
import { shownAmount } from "@/features/credits/lib/amounts";
import { shownDay, type Span, SPANS, spanOf } from "@/features/credits/lib/days";
import { listingsQuery, statisticsQuery } from "@/features/publishing/api";
import { barsOf, type Count, COUNTS, hasAny } from "@/features/publishing/lib/numbers";
import { publishing } from "@/text/en/publishing";
import { fill } from "@/text/fill";
import { Card, EmptyState } from "@/ui/Card";
import { LoadFailed } from "@/ui/Page";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Spinner";

const words = publishing.numbers;
const ALL = "all";
const TIMES = (Object.keys(SPANS) as Span[]).map((value) => ({ value, label: words.spans[value] }));

/** Views, installs, runs and earnings, of one listing or all. */
export function NumbersTab() {
  const [query, setQuery] = useSearchParams();
  const [count, setCount] = useState<Count>("views");
  const { data: mine } = useInfiniteQuery(listingsQuery);
  const [span, listing] = [spanOf(query.get("span")), query.get("listing")];
  const numbers = useQuery(statisticsQuery(span, listing));
  const listings = mine?.pages.flatMap((page) => page.results) ?? [];
  const choices = [
    { value: ALL, label: words.all },
    ...listings.map(({ id, title }) => ({ value: id, label: title })),
  ];
  const put = (name: string, value: string) =>
    setQuery(
      (before) => {
        const next = new URLSearchParams(before);
        next.set(name, value);
        if (value === ALL) next.delete(name);
        return next;
      },
      { replace: true },
    );
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap gap-3">
        <Select
          label={words.listing}
          value={listing ?? ALL}
          choices={choices}
          onChange={(value) => put("listing", value)}
          className="w-56!"
        />
        <Select
          label={words.time}
          value={span}
          choices={TIMES}
          onChange={(value) => put("span", value)}
          className="w-40!"
        />
      </div>
      {numbers.isPending && <Skeleton className="h-64" />}
      {numbers.isError && <LoadFailed error={numbers.error} onRetry={() => void numbers.refetch()} />}
      {numbers.data !== undefined && <Sums sums={numbers.data.sums} count={count} onChoose={setCount} />}
      {numbers.data !== undefined && <Chart numbers={numbers.data} count={count} />}
    </div>
  );
}

interface SumsProps {
  sums: StatisticsRead["sums"];
  count: Count;
  onChoose: (count: Count) => void;
}

/** The sums; each is a button that shows it by day. */
function Sums({ sums, count, onChoose }: SumsProps) {
  return (
    <div role="group" aria-label={words.show} className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      {COUNTS.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === count}
          onClick={() => onChoose(one)}
          className={clsx(
            "rounded-xl border bg-surface px-4 py-3 text-left hover:border-line-strong",
            one === count ? "border-accent" : "border-line",
          )}
        >
          <span className="block text-xs text-muted">{words[one]}</span>
          <span className="block text-lg font-semibold tabular-nums">{shownAmount(String(sums[one]))}</span>
        </button>
      ))}
    </div>
  );
}

function Chart({ numbers, count }: { numbers: StatisticsRead; count: Count }) {
  const bars = barsOf(numbers.days, count).map(({ day, value, height }) => ({
    day,
    height,
    amount: shownAmount(String(value)),
  }));
  const first = bars[0];
  if (!hasAny(numbers.sums) || first === undefined) {
    return (
      <Card>
        <EmptyState icon={<ChartColumn className="size-6" />} title={words.emptyTitle} text={words.empty} />
      </Card>
    );
  }
  const most = highest(bars, first);
  const label = fill(words.chart, {
    what: words[count],
    from: shownDay(numbers.first, true),
    to: shownDay(numbers.last, true),
    day: shownDay(most.day, true),
    amount: most.amount,
  });
  const headers = { day: words.day, amount: words[count] };
  return <DayBars title={words[count]} label={label} bars={bars} headers={headers} />;
}
