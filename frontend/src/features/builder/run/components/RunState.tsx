import { useEffect, useState } from "react";
import { Link } from "react-router";
import { hasEnded } from "@/features/builder/run/lib/reduce";
import { useRun } from "@/features/builder/store/run";
import { run } from "@/text/en/run";
import { Badge, StatusBadge } from "@/ui/Badge";
import { duration, tookTime } from "@/ui/lib/format";

const TICK_MS = 500;

/** How the shown run is doing; leads to its page. */
export function RunState() {
  const executionId = useRun((state) => state.executionId);
  const status = useRun((state) => state.status);
  const execution = useRun((state) => state.execution);
  const isRunning = status !== null && !hasEnded(status);
  if (executionId === null || status === null) return null;
  return (
    <div className="flex items-center gap-2 text-xs text-muted" role="status">
      {execution?.dry_run === true && <Badge tone="accent">{run.wasDry}</Badge>}
      {isRunning ? (
        <Ticking key={executionId} />
      ) : (
        execution?.started_at != null &&
        execution.ended_at !== null && (
          <span className="hidden tabular-nums lg:inline">
            {tookTime(execution.started_at, execution.ended_at)}
          </span>
        )
      )}
      <Link to={`/runs/${executionId}`} title={run.open} className="rounded-full">
        <StatusBadge status={status} />
      </Link>
    </div>
  );
}

function Ticking() {
  const [began] = useState(() => Date.now());
  const [now, setNow] = useState(began);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="hidden tabular-nums lg:inline" aria-hidden>
      {duration(now - began)}
    </span>
  );
}
