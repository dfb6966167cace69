// Small pieces that a run is shown by, in rows, cards and on its page.
import { Link } from "react-router";
import type { ExecutionSummary } from "@/api/schema";
import { useNow } from "@/features/runs/hooks/useNow";
import { hasEnded, took } from "@/features/runs/lib/state";
import { runs } from "@/text/en/runs";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { credits } from "@/ui/lib/format";

type Timed = Pick<ExecutionSummary, "status" | "started_at" | "ended_at">;

/** How long it took; counts on while it runs. */
export function Took({ run }: { run: Timed }) {
  const isRunning = !hasEnded(run.status) && run.started_at !== null;
  const now = useNow(isRunning);
  return <span className="whitespace-nowrap tabular-nums">{took(run, now)}</span>;
}

export function RunName({ run }: { run: ExecutionSummary }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Link to={`/runs/${run.id}`} className="truncate font-medium hover:underline">
        {run.graph_name}
      </Link>
      <span className="shrink-0 text-xs text-faint">{fill(runs.version, { number: run.graph_version })}</span>
      {run.kind !== "run" && <Badge>{runs.kinds[run.kind]}</Badge>}
    </span>
  );
}

export function Cost({ amount }: { amount: string }) {
  return Number(amount) === 0 ? (
    <span className="text-faint">–</span>
  ) : (
    <span className="whitespace-nowrap tabular-nums">{credits(amount)}</span>
  );
}
