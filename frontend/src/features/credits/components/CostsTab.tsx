import { useQuery } from "@tanstack/react-query";
import { ChartColumn } from "lucide-react";
import { Link, useSearchParams } from "react-router";
import type { CostsRead } from "@/api/schema";
import { agentNamesQuery, costsQuery } from "@/features/credits/api";
import { DayChart } from "@/features/credits/components/DayChart";
import { ShareTable } from "@/features/credits/components/ShareTable";
import { shownAmount } from "@/features/credits/lib/amounts";
import { type Span, SPANS, spanOf } from "@/features/credits/lib/days";
import type { Share } from "@/features/credits/lib/shares";
import { credits } from "@/text/en/credits";
import { Card, EmptyState } from "@/ui/Card";
import { LoadFailed } from "@/ui/Page";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Spinner";

const words = credits.costs;
const CHOICES = (Object.keys(SPANS) as Span[]).map((value) => ({ value, label: credits.span[value] }));

/** What was spent in a span of days: by day, agent, model, service and member. */
export function CostsTab() {
  const [query, setQuery] = useSearchParams();
  const span = spanOf(query.get("span"));
  const costs = useQuery(costsQuery("day", span));
  const change = (next: Span) =>
    setQuery((before) => new URLSearchParams([...without(before, "span"), ["span", next]]), {
      replace: true,
    });
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-end justify-between gap-3">
        <Select
          label={credits.span.label}
          value={span}
          choices={CHOICES}
          onChange={change}
          className="h-8! w-40!"
        />
        {costs.data !== undefined && (
          <p className="text-sm text-muted">
            {words.total}{" "}
            <strong className="text-lg text-text tabular-nums">{shownAmount(costs.data.total)}</strong>
          </p>
        )}
      </div>
      {costs.isPending && <Skeleton className="h-48" />}
      {costs.isError && <LoadFailed error={costs.error} onRetry={() => void costs.refetch()} />}
      {costs.data !== undefined && <Charts costs={costs.data} span={span} />}
    </div>
  );
}

function Charts({ costs, span }: { costs: CostsRead; span: Span }) {
  if (costs.results.length === 0) {
    return (
      <Card>
        <EmptyState icon={<ChartColumn className="size-6" />} title={words.emptyTitle} text={words.empty} />
      </Card>
    );
  }
  return (
    <>
      <DayChart costs={costs} />
      <div className="grid gap-4 lg:grid-cols-2">
        <AgentShares span={span} />
        <ShareTable by="model" span={span} title={words.perModel} nameOf={keyOf} />
        <ShareTable by="provider" span={span} title={words.perProvider} nameOf={keyOf} />
        <ShareTable
          by="user"
          span={span}
          title={words.perUser}
          nameOf={(one) => one.called || words.unknown}
        />
      </div>
    </>
  );
}

function AgentShares({ span }: { span: Span }) {
  const { data: costs } = useQuery(costsQuery("graph", span));
  const ids = costs?.results.map((row) => row.key).filter((key) => key !== "") ?? [];
  const { data: names } = useQuery(agentNamesQuery(ids));
  const nameOf = ({ key }: Share) => {
    const name = names?.get(key);
    if (key === "") return words.unknown;
    if (name === undefined) return names === undefined ? "…" : words.goneAgent;
    return (
      <Link to={`/agents/${key}`} className="hover:underline">
        {name}
      </Link>
    );
  };
  return <ShareTable by="graph" span={span} title={words.perAgent} nameOf={nameOf} />;
}

function keyOf(share: Share): string {
  return share.key === "" ? words.unknown : share.key;
}

function without(query: URLSearchParams, name: string): [string, string][] {
  return [...query].filter(([one]) => one !== name);
}
