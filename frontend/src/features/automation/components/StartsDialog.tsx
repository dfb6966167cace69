import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { ScheduledStartRead } from "@/api/schema";
import { startsQuery } from "@/features/automation/api";
import { lateMs } from "@/features/automation/lib/when";
import { automation } from "@/text/en/automation";
import { fill } from "@/text/fill";
import { Badge, type Tone } from "@/ui/Badge";
import { Dialog } from "@/ui/Dialog";
import { duration, fullTime } from "@/ui/lib/format";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { type Column, Table } from "@/ui/Table";

const words = automation.schedules;
const TONES: Record<ScheduledStartRead["outcome"], Tone> = {
  started: "success",
  skipped: "neutral",
  failed: "danger",
};
const COLUMNS: readonly Column<ScheduledStartRead>[] = [
  {
    id: "planned",
    header: words.planned,
    className: "whitespace-nowrap",
    cell: (start) => fullTime(new Date(start.planned_at)),
  },
  { id: "actual", header: words.actual, isSecondary: true, cell: (start) => <Actual start={start} /> },
  {
    id: "outcome",
    header: words.outcome,
    cell: (start) => (
      <span className="flex flex-wrap items-center gap-2">
        <Badge tone={TONES[start.outcome]}>{words.outcomes[start.outcome]}</Badge>
        {start.execution_id !== null && (
          <Link to={`/runs/${start.execution_id}`} className="text-accent-text hover:underline">
            {automation.seeRun}
          </Link>
        )}
        {start.error !== "" && <span className="text-xs text-muted">{start.error}</span>}
      </span>
    ),
  },
];

/** What became of each planned time. */
export function StartsDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const starts = useQuery(startsQuery(id));
  const title = fill(words.startsOf, { name });
  return (
    <Dialog isOpen onClose={onClose} title={title} width="large">
      {starts.isPending && <Skeleton className="h-24" />}
      {starts.isError && <LoadFailed error={starts.error} onRetry={() => void starts.refetch()} />}
      {starts.data?.length === 0 && <p className="text-sm text-muted">{words.noStarts}</p>}
      {starts.data !== undefined && starts.data.length > 0 && (
        <Table label={title} columns={COLUMNS} rows={starts.data} keyOf={(start) => start.planned_at} />
      )}
    </Dialog>
  );
}

function Actual({ start: { planned_at: planned, started_at: started } }: { start: ScheduledStartRead }) {
  if (started === null) return null;
  const late = lateMs(planned, started);
  return (
    <span className="whitespace-nowrap">
      {fullTime(new Date(started))}
      {late !== null && (
        <span className="ml-2 text-xs text-warning-text">
          {fill(words.late, { duration: duration(late) })}
        </span>
      )}
    </span>
  );
}
