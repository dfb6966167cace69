import { ChevronLeft, ChevronRight, RotateCcw } from "lucide-react";
import { Link, useNavigate } from "react-router";
import type { ExecutionRead, NodeExecutionRead } from "@/api/schema";
import { builderPath } from "@/features/runs/components/FailedNotice";
import { byPin, NamedValues } from "@/features/runs/components/NamedValues";
import { Cost } from "@/features/runs/components/RunFacts";
import { useFiring } from "@/features/runs/hooks/useFirings";
import type { NodeNames } from "@/features/runs/hooks/useNodeNames";
import { useRunActions } from "@/features/runs/hooks/useRunActions";
import { hasEnded } from "@/features/runs/lib/state";
import { wayOut } from "@/features/runs/lib/wayOut";
import { runs } from "@/text/en/runs";
import { fill } from "@/text/fill";
import { StatusBadge } from "@/ui/Badge";
import { Button, buttonClass, IconButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { amount, duration, elapsedMs, tookTime } from "@/ui/lib/format";
import { LoadFailed, Notice } from "@/ui/Page";
import { DropdownMenu } from "@/ui/menus";
import { Fact } from "@/features/runs/components/Fact";
import { Skeleton } from "@/ui/Spinner";

const words = runs.step;

interface StepDialogProps {
  run: ExecutionRead;
  firing: NodeExecutionRead;
  names: NodeNames;
  /** Those beside it; undefined at the ends. */
  previous: NodeExecutionRead | undefined;
  next: NodeExecutionRead | undefined;
  onGo: (firing: NodeExecutionRead) => void;
  onClose: () => void;
}

/** One firing: what it took and gave, how it went, and what can be done from it. */
export function StepDialog({ run, firing, names, previous, next, onGo, onClose }: StepDialogProps) {
  const { retry } = useRunActions();
  const navigate = useNavigate();
  const again = (version?: "newest") =>
    retry.mutate(
      { id: run.id, from_node: firing.node_id, ...(version && { version }) },
      { onSuccess: (started) => void navigate(`/runs/${started.id}`) },
    );
  const number = firing.index === 0 ? "" : ` · ${fill(runs.steps.firing, { number: firing.index + 1 })}`;
  const walk = (to: NodeExecutionRead | undefined) => ({
    disabled: to === undefined,
    onClick: () => to !== undefined && onGo(to),
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={names.of(firing) + number}
      width="large"
      actions={
        <div className="flex w-full flex-wrap items-center gap-2">
          <IconButton
            label={words.previous}
            kind="secondary"
            icon={<ChevronLeft aria-hidden className="size-4" />}
            {...walk(previous)}
          />
          <IconButton
            label={words.next}
            kind="secondary"
            icon={<ChevronRight aria-hidden className="size-4" />}
            {...walk(next)}
          />
          <span className="flex-1" />
          <Link to={builderPath(run, firing)} className={buttonClass()}>
            {words.openNode}
          </Link>
          {hasEnded(run.status) && (
            <DropdownMenu
              entries={[
                { label: words.sameVersion, onSelect: () => again() },
                { label: words.newestVersion, onSelect: () => again("newest") },
              ]}
            >
              <Button
                kind="primary"
                icon={<RotateCcw aria-hidden className="size-3.5" />}
                isBusy={retry.isPending}
              >
                {words.again}
              </Button>
            </DropdownMenu>
          )}
        </div>
      }
    >
      <StepFacts firing={firing} names={names} />
      <StepValues key={firing.id} run={run} firing={firing} />
    </Dialog>
  );
}

function StepFacts({ firing, names }: { firing: NodeExecutionRead; names: NodeNames }) {
  const { queued_at: queued, started_at: started, ended_at: ended } = firing;
  const waited =
    queued !== null && started !== null ? duration(Math.max(0, elapsedMs(queued, started))) : "–";
  const took = started !== null && ended !== null ? tookTime(started, ended) : "–";
  const tokens = firing.tokens_in + firing.tokens_out;
  return (
    <dl className="flex flex-wrap items-end gap-x-6 gap-y-2 pb-4 text-sm">
      <Fact name={words.status}>
        <StatusBadge status={firing.status} />
      </Fact>
      <Fact name={words.block}>{names.block(firing)}</Fact>
      <Fact name={words.waited}>{waited}</Fact>
      <Fact name={words.took}>{took}</Fact>
      <Fact name={words.attempts}>{firing.attempts}</Fact>
      {Number(firing.cost) > 0 && (
        <Fact name={words.cost}>
          <Cost amount={firing.cost} />
        </Fact>
      )}
      {tokens > 0 && <Fact name={words.tokens}>{amount(tokens)}</Fact>}
      <Fact name={words.wave}>{firing.wave}</Fact>
    </dl>
  );
}

function StepValues({ run, firing }: { run: ExecutionRead; firing: NodeExecutionRead }) {
  const whole = useFiring(run.id, firing);
  if (whole.isPending) return <Skeleton className="h-40" />;
  if (whole.isError) return <LoadFailed error={whole.error} onRetry={() => void whole.refetch()} />;
  const { input, outputs, error, error_code: code } = whole.data ?? firing;
  const isGone = run.history !== "whole";
  const taken = Object.entries(input ?? {}).map(([name, value]): [string, unknown[]] => [name, [value]]);
  const given = byPin(outputs ?? []).filter(([pin]) => pin !== "error" || error === null);
  return (
    <div className="flex flex-col gap-5 pb-4">
      {error !== null && error !== "" && (
        <Notice tone="danger">
          <p className="break-words whitespace-pre-wrap">{error}</p>
          <p className="mt-1 text-text">{wayOut(code).text}</p>
        </Notice>
      )}
      {firing.child_execution_id !== null && (
        <Link
          to={`/runs/${firing.child_execution_id}`}
          className="self-start text-sm text-accent-text underline"
        >
          {words.child}
        </Link>
      )}
      <div className="grid gap-6 md:grid-cols-2">
        <section aria-label={words.input} className="min-w-0">
          <h3 className="mb-2 text-xs font-medium tracking-wide text-faint uppercase">{words.input}</h3>
          <NamedValues values={taken} empty={isGone ? words.notKept : words.noInput} />
        </section>
        <section aria-label={words.outputs} className="min-w-0">
          <h3 className="mb-2 text-xs font-medium tracking-wide text-faint uppercase">{words.outputs}</h3>
          <NamedValues values={given} empty={isGone ? words.notKept : words.noOutputs} />
        </section>
      </div>
    </div>
  );
}
