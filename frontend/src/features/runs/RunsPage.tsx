import { Activity, SearchX } from "lucide-react";
import { useMemo, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { BulkBar } from "@/features/runs/components/BulkBar";
import { RunFilters } from "@/features/runs/components/RunFilters";
import { RunsTable } from "@/features/runs/components/RunsTable";
import { filterOf, isFiltered, queryOf, type RunFilter } from "@/features/runs/lib/filter";
import { runs } from "@/text/en/runs";
import { Button, buttonClass } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { afterChoosing, NONE_CHOSEN } from "@/ui/choosing";
import { Page } from "@/ui/Page";

/** What ran in the workspace. The filters stand in the address. */
export function RunsPage() {
  const [query, setQuery] = useSearchParams();
  const [chosen, setChosen] = useState(NONE_CHOSEN);
  const filter = useMemo(() => filterOf(query), [query]);
  const change = (next: RunFilter) => {
    setChosen(NONE_CHOSEN);
    setQuery(queryOf(next), { replace: true });
  };
  const choose = (ids: readonly string[], isChosen: boolean) =>
    setChosen((before) => afterChoosing(before, ids, isChosen));
  return (
    <Page title={runs.title} intro={runs.intro}>
      <RunFilters filter={filter} onChange={change} />
      <Card className="overflow-hidden">
        <RunsTable
          filter={filter}
          choosing={{ chosen, onChoose: choose }}
          empty={isFiltered(filter) ? <NoneFits onClear={() => change({})} /> : <NothingYet />}
        />
      </Card>
      <BulkBar ids={[...chosen]} onDone={() => setChosen(NONE_CHOSEN)} />
    </Page>
  );
}

function NothingYet() {
  const toAgents = (
    <Link to="/agents" className={buttonClass({ kind: "primary" })}>
      {runs.toAgents}
    </Link>
  );
  return (
    <EmptyState
      icon={<Activity className="size-6" />}
      title={runs.emptyTitle}
      text={runs.empty}
      action={toAgents}
    />
  );
}

function NoneFits({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={<SearchX className="size-6" />}
      title={runs.noneTitle}
      text={runs.none}
      action={<Button onClick={onClear}>{runs.clear}</Button>}
    />
  );
}
