import { Activity } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import type { ExecutionSummary } from "@/api/schema";
import { Labels } from "@/features/runs/components/Labels";
import { Cost, RunName, Took } from "@/features/runs/components/RunFacts";
import { useRuns } from "@/features/runs/hooks/useRuns";
import type { RunFilter } from "@/features/runs/lib/filter";
import { runs } from "@/text/en/runs";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { StatusBadge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/Card";
import { type Choosing, choosingColumn, RowBox } from "@/ui/choosing";
import { amount, fullTime } from "@/ui/lib/format";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { type Column, Table } from "@/ui/Table";
import { RelativeTime } from "@/ui/Time";

interface RunsTableProps {
  filter: RunFilter;
  /** Stands in place of the list when nothing fits. */
  empty?: ReactNode;
  /** Rows can be chosen. */
  choosing?: Choosing;
}

/** Runs, newest first, live. Rows on a desk, cards on a phone. Put it into a `Card`. */
export function RunsTable({ filter, empty, choosing }: RunsTableProps) {
  const { list, rows } = useRuns(filter);
  const columns = useMemo(() => columnsOf(rows, choosing), [rows, choosing]);
  if (list.isPending) return <Waiting />;
  if (list.isError && rows.length === 0) {
    return <LoadFailed error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (rows.length === 0) {
    return (
      empty ?? <EmptyState icon={<Activity className="size-6" />} title={runs.emptyTitle} text={runs.empty} />
    );
  }
  return (
    <>
      <div className="max-sm:hidden">
        <Table label={runs.list} columns={columns} rows={rows} keyOf={(run) => run.id} />
      </div>
      <ul aria-label={runs.list} className="sm:hidden">
        {rows.map((run) => (
          <RunCard key={run.id} run={run} choosing={choosing} />
        ))}
      </ul>
      {list.hasNextPage && (
        <div className="flex justify-center border-t border-line p-3">
          <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {ui.loadMore}
          </Button>
        </div>
      )}
    </>
  );
}

const COLUMNS: readonly Column<ExecutionSummary>[] = [
  { id: "status", header: runs.columns.status, cell: (run) => <StatusBadge status={run.status} /> },
  {
    id: "agent",
    header: runs.columns.agent,
    className: "w-full max-w-0",
    cell: (run) => (
      <>
        <RunName run={run} />
        <Labels run={run} />
        {run.error !== null && run.error !== "" && (
          <span className="block truncate text-xs text-danger-text">{run.error}</span>
        )}
      </>
    ),
  },
  {
    id: "started",
    header: runs.columns.started,
    className: "text-muted",
    cell: (run) => <RelativeTime at={run.created_at} />,
  },
  {
    id: "duration",
    header: runs.columns.duration,
    className: "text-right",
    cell: (run) => <Took run={run} />,
  },
  {
    id: "steps",
    header: runs.columns.steps,
    className: "text-right tabular-nums max-md:hidden",
    cell: (run) => amount(run.node_count),
  },
  {
    id: "cost",
    header: runs.columns.cost,
    className: "text-right max-lg:hidden",
    cell: (run) => <Cost amount={run.cost} />,
  },
  {
    id: "who",
    header: runs.columns.who,
    className: "text-muted max-xl:hidden",
    cell: (run) => <span className="block max-w-40 truncate">{run.started_by}</span>,
  },
];

function columnsOf(
  rows: readonly ExecutionSummary[],
  choosing?: Choosing,
): readonly Column<ExecutionSummary>[] {
  if (choosing === undefined) return COLUMNS;
  const choose = choosingColumn(rows, choosing, { allLabel: runs.chooseAll, labelOf: nameForChoice });
  return [choose, ...COLUMNS];
}

function nameForChoice(run: ExecutionSummary): string {
  return fill(runs.chooseOne, { name: run.graph_name, when: fullTime(new Date(run.created_at)) });
}

function RunCard({ run, choosing }: { run: ExecutionSummary; choosing: Choosing | undefined }) {
  return (
    <li className="flex gap-1 border-b border-line px-4 py-3 last:border-0">
      {choosing !== undefined && <RowBox id={run.id} label={nameForChoice(run)} choosing={choosing} />}
      <div className="min-w-0 flex-1">
        <div className="flex items-center justify-between gap-2">
          <RunName run={run} />
          <StatusBadge status={run.status} />
        </div>
        <Labels run={run} />
        {run.error !== null && run.error !== "" && (
          <p className="truncate text-xs text-danger-text">{run.error}</p>
        )}
        <p className="mt-1 flex items-center gap-3 text-xs text-muted">
          <RelativeTime at={run.created_at} />
          <Took run={run} />
          {Number(run.cost) > 0 && <Cost amount={run.cost} />}
        </p>
      </div>
    </li>
  );
}

function Waiting() {
  return (
    <div role="status" aria-label={ui.loading} className="flex flex-col gap-3 p-4">
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} className="h-9" />
      ))}
    </div>
  );
}
