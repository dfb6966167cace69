import { CircleX, RotateCcw } from "lucide-react";
import { Link, useNavigate } from "react-router";
import type { ExecutionRead, NodeExecutionRead } from "@/api/schema";
import type { NodeNames } from "@/features/runs/hooks/useNodeNames";
import { useRunActions } from "@/features/runs/hooks/useRunActions";
import { type Door, wayOut } from "@/features/runs/lib/wayOut";
import { runs } from "@/text/en/runs";
import { fill } from "@/text/fill";
import { Button, buttonClass } from "@/ui/Button";

const words = runs.failed;

interface FailedNoticeProps {
  run: ExecutionRead;
  /** The firing that it failed by, if it is known. */
  firing: NodeExecutionRead | undefined;
  names: NodeNames;
  onShow: (firing: NodeExecutionRead) => void;
}

/** Why a run failed, in its own words and in plain ones, and the ways on. */
export function FailedNotice({ run, firing, names, onShow }: FailedNoticeProps) {
  const { retry } = useRunActions();
  const navigate = useNavigate();
  const code = run.error_code || (firing?.error_code ?? "");
  const { text, door } = wayOut(code);
  const again = (nodeId: string) =>
    retry.mutate(
      { id: run.id, from_node: nodeId },
      { onSuccess: (next) => void navigate(`/runs/${next.id}`) },
    );
  return (
    <section
      role="alert"
      aria-label={words.title}
      className="flex gap-3 rounded-xl border border-danger/40 bg-danger-soft p-4"
    >
      <CircleX aria-hidden className="mt-0.5 size-5 shrink-0 text-danger-text" />
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <p className="font-semibold text-danger-text">
          {firing === undefined ? words.title : fill(words.atNode, { name: names.of(firing) })}
        </p>
        <p className="max-h-40 overflow-auto text-sm break-words whitespace-pre-wrap">
          {run.error ?? firing?.error}
        </p>
        <p className="text-sm">
          <span className="font-medium">{words.whatToDo}: </span>
          {text}
        </p>
        <div className="mt-1 flex flex-wrap items-center gap-2">
          {door !== null && <DoorLink door={door} run={run} firing={firing} />}
          {firing !== undefined && (
            <>
              <Link to={builderPath(run, firing)} className={buttonClass()}>
                {words.openNode}
              </Link>
              <Button onClick={() => onShow(firing)}>{words.showStep}</Button>
              <Button
                icon={<RotateCcw aria-hidden className="size-3.5" />}
                isBusy={retry.isPending}
                onClick={() => again(firing.node_id)}
              >
                {words.again}
              </Button>
            </>
          )}
          {code !== "" && <span className="text-xs text-muted">{fill(words.details, { code })}</span>}
        </div>
      </div>
    </section>
  );
}

export function builderPath(
  run: Pick<ExecutionRead, "graph_id">,
  firing: Pick<NodeExecutionRead, "node_id">,
) {
  return `/agents/${run.graph_id}/build?node=${encodeURIComponent(firing.node_id)}`;
}

interface DoorProps {
  door: Door;
  run: ExecutionRead;
  firing: NodeExecutionRead | undefined;
}

function DoorLink({ door, run, firing }: DoorProps) {
  const primary = buttonClass({ kind: "primary" });
  if (door === "child") {
    const child = firing?.child_execution_id;
    return child ? (
      <Link to={`/runs/${child}`} className={primary}>
        {runs.step.child}
      </Link>
    ) : null;
  }
  return (
    <Link to={`/reviews?run=${run.id}`} className={primary}>
      {words.reviews}
    </Link>
  );
}
