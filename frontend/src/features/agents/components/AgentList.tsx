import { useInfiniteQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { Link } from "react-router";
import type { GraphSummary } from "@/api/schema";
import { forgetGraphs, graphsQuery } from "@/features/agents/api";
import { AgentBadges, AgentFacts, UpdateButton } from "@/features/agents/components/AgentBadges";
import { AgentMenu } from "@/features/agents/components/AgentMenu";
import { Star } from "@/features/agents/components/Star";
import { dragAgents } from "@/features/agents/lib/dragged";
import { isFiltered, type Shelf } from "@/features/agents/lib/shelf";
import { throttled } from "@/features/runs/lib/throttle";
import { useWorkspaceHints } from "@/live/live";
import { agents } from "@/text/en/agents";
import { library } from "@/text/en/library";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { StatusBadge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { choosingColumn } from "@/ui/choosing";
import { amount } from "@/ui/lib/format";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { type Column, Table } from "@/ui/Table";
import { RelativeTime } from "@/ui/Time";

const REFRESH_MS = 1500; // at most so often, however many runs end
const ROW_LINK = "data-agent-link";
const COLUMNS: readonly Column<GraphSummary>[] = [
  { id: "last", header: agents.lastRun, isSecondary: true, cell: (graph) => <LastRun graph={graph} /> },
  {
    id: "runs",
    header: agents.runs,
    isSecondary: true,
    className: "text-right tabular-nums text-muted",
    cell: (graph) => amount(graph.execution_count),
  },
  {
    id: "changed",
    header: agents.changed,
    isSecondary: true,
    className: "text-muted",
    cell: (graph) => <RelativeTime at={graph.updated_at} />,
  },
  { id: "menu", header: "", className: "w-12 pl-0!", cell: (graph) => <AgentMenu agent={graph} /> },
];
const STAR: Column<GraphSummary> = {
  id: "star",
  header: "",
  className: "w-8 pr-0 pl-2!",
  cell: (graph) => <Star agent={graph} />,
};

interface AgentListProps {
  shelf: Shelf;
  onClear: () => void;
  /** Stands in place of an empty list in which nothing is looked for. */
  empty: ReactNode;
  /** With the rows that were ticked or unticked, so that something can be done with them. */
  choosing: {
    chosen: ReadonlyMap<string, GraphSummary>;
    onChoose: (rows: GraphSummary[], isChosen: boolean) => void;
  };
}

export function AgentList({ shelf, onClear, empty, choosing }: AgentListProps) {
  const graphs = useInfiniteQuery({
    ...graphsQuery(shelf),
    placeholderData: (previous) => previous, // no flicker while one types
  });
  const [refresh] = useState(() => throttled(() => void forgetGraphs(), REFRESH_MS));
  useWorkspaceHints({
    onHint: (hint) => {
      if (hint.type === "executions.changed") refresh();
    },
    onGap: refresh,
  });
  if (graphs.isPending) return <Waiting />;
  if (graphs.isError) return <LoadFailed error={graphs.error} onRetry={() => void graphs.refetch()} />;
  const rows = graphs.data.pages.flatMap((page) => page.results);
  const chosen = new Set(choosing.chosen.keys());
  const onChoose = (ids: readonly string[], isChosen: boolean) =>
    choosing.onChoose(
      rows.filter(({ id }) => ids.includes(id)),
      isChosen,
    );
  const choose = choosingColumn(
    rows,
    { chosen, onChoose },
    {
      allLabel: agents.chooseAll,
      labelOf: ({ name }) => fill(agents.chooseOne, { name }),
    },
  );
  if (rows.length === 0) return isFiltered(shelf) ? <NothingFound onClear={onClear} /> : empty;
  const name: Column<GraphSummary> = {
    id: "name",
    header: agents.name,
    className: "w-full max-w-0",
    cell: (graph) => <Name graph={graph} chosen={chosen} />,
  };
  return (
    // Not a control itself: the arrows move among the links that it holds.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div onKeyDown={moveAmongRows}>
      <Card className="overflow-hidden">
        <Table
          label={agents.title}
          columns={[choose, STAR, name, ...COLUMNS]}
          rows={rows}
          keyOf={(graph) => graph.id}
        />
        {graphs.hasNextPage && (
          <div className="flex justify-center border-t border-line p-3">
            <Button isBusy={graphs.isFetchingNextPage} onClick={() => void graphs.fetchNextPage()}>
              {ui.loadMore}
            </Button>
          </div>
        )}
      </Card>
    </div>
  );
}

function Name({ graph, chosen }: { graph: GraphSummary; chosen: ReadonlySet<string> }) {
  return (
    <div className="flex items-center gap-3">
      <Link
        to={`/agents/${graph.id}`}
        {...{ [ROW_LINK]: "" }}
        draggable
        onDragStart={(event) => dragAgents(event, graph.id, chosen)}
        className="group block min-w-0 flex-1 rounded-sm"
      >
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="max-w-full truncate font-medium group-hover:text-accent-text">{graph.name}</span>
          <AgentBadges agent={graph} />
        </span>
        {graph.description !== "" && <span className="block truncate text-faint">{graph.description}</span>}
        <AgentFacts agent={graph} />
        {/* On phones there is no column for it. */}
        {graph.last_execution !== null && (
          <span className="mt-1 block text-xs sm:hidden">
            <LastRun graph={graph} />
          </span>
        )}
      </Link>
      <UpdateButton agent={graph} />
    </div>
  );
}

function LastRun({ graph }: { graph: GraphSummary }) {
  const last = graph.last_execution;
  if (last === null) return <span className="text-faint">{agents.never}</span>;
  return (
    <span className="flex items-center gap-x-2 gap-y-1 max-sm:flex-wrap">
      <StatusBadge status={last.status} />
      <span className="text-muted">
        <RelativeTime at={last.ended_at ?? last.started_at ?? last.created_at} />
      </span>
    </span>
  );
}

function moveAmongRows(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>(`[${ROW_LINK}]`)];
  const place = links.indexOf(document.activeElement as HTMLElement);
  if (place === -1) return;
  event.preventDefault();
  links[Math.min(Math.max(place + step, 0), links.length - 1)]?.focus();
}

function NothingFound({ onClear }: { onClear: () => void }) {
  const { title, text, clear } = library.nothing;
  return (
    <Card>
      <EmptyState
        icon={<SearchX className="size-6" />}
        title={title}
        text={text}
        action={<Button onClick={onClear}>{clear}</Button>}
      />
    </Card>
  );
}

function Waiting() {
  return (
    <Card className="flex flex-col gap-3 p-4">
      <span role="status" className="sr-only">
        {ui.loading}
      </span>
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} className="h-10" />
      ))}
    </Card>
  );
}
