import { SearchX } from "lucide-react";
import { useMemo } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import type { ApiError } from "@/api/error";
import type { ExecutionRead, NodeExecutionRead } from "@/api/schema";
import { CreditsOut } from "@/features/credits/components/CreditsOut";
import { ChildRuns, useChildren } from "@/features/runs/components/ChildRuns";
import { FailedNotice } from "@/features/runs/components/FailedNotice";
import { RunHeader } from "@/features/runs/components/RunHeader";
import { RunResult } from "@/features/runs/components/RunResult";
import { RunTimeline } from "@/features/runs/components/RunTimeline";
import { StepDialog } from "@/features/runs/components/StepDialog";
import { StepTable } from "@/features/runs/components/StepTable";
import { useFirings } from "@/features/runs/hooks/useFirings";
import { type NodeNames, useNodeNames } from "@/features/runs/hooks/useNodeNames";
import { useRun } from "@/features/runs/hooks/useRun";
import type { LiveRun } from "@/features/runs/lib/liveRun";
import { runs } from "@/text/en/runs";
import { shell } from "@/text/en/shell";
import { fill } from "@/text/fill";
import { buttonClass } from "@/ui/Button";
import { EmptyState } from "@/ui/Card";
import { amount } from "@/ui/lib/format";
import { LoadFailed, Notice } from "@/ui/Page";
import { Loading } from "@/ui/Spinner";
import { Tabs } from "@/ui/Tabs";

const words = runs.one;
const TABS = ["result", "timeline", "steps", "agents"] as const;
type Tab = (typeof TABS)[number];

/** One run, live: what it gave, when each step worked, and what can be done with it. */
export function RunPage() {
  const { id = "" } = useParams();
  return <OneRun key={id} id={id} />;
}

function OneRun({ id }: { id: string }) {
  const { query: run, live } = useRun(id);
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-1 flex-col gap-5 px-4 py-5 sm:px-8 sm:py-7">
      {run.isPending && <Loading />}
      {run.isError && run.data === undefined && (
        <NotThere error={run.error} onRetry={() => void run.refetch()} />
      )}
      {run.data !== undefined && <RunView run={run.data} live={live} />}
    </div>
  );
}

function NotThere({ error, onRetry }: { error: ApiError; onRetry: () => void }) {
  if (error.status !== 404) return <LoadFailed error={error} onRetry={onRetry} />;
  return (
    <EmptyState
      icon={<SearchX className="size-6" />}
      title={words.notFoundTitle}
      text={words.notFound}
      action={
        <Link to="/runs" className={buttonClass({})}>
          {words.back}
        </Link>
      }
    />
  );
}

function RunView({ run, live }: { run: ExecutionRead; live: LiveRun }) {
  const [query, setQuery] = useSearchParams();
  const { query: pages, firings } = useFirings(run.id);
  const names = useNodeNames(run.graph_id, run.graph_version);
  const children = useChildren(run.id);
  const tab = TABS.find((one) => one === query.get("tab")) ?? "result";
  const change = (name: string, value: string | null) =>
    setQuery(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === null) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const open = (firing: NodeExecutionRead) => change("step", firing.id);
  const failing =
    firings.find((one) => one.status === "FAILED" && one.error === run.error) ??
    firings.find((one) => one.status === "FAILED");
  const shared = { run, firings, names, onOpen: open };
  const title = fill(words.title, { name: run.graph_name });
  const tabs: { value: Tab; label: string; content: React.ReactNode }[] = [
    { value: "result", label: words.tabs.result, content: <RunResult run={run} live={live} names={names} /> },
    { value: "timeline", label: words.tabs.timeline, content: <RunTimeline {...shared} /> },
    {
      value: "steps",
      label: `${words.tabs.steps} (${amount(firings.length)})`,
      content: <StepTable {...shared} />,
    },
    ...(children.data?.length
      ? [{ value: "agents" as const, label: words.tabs.agents, content: <ChildRuns executionId={run.id} /> }]
      : []),
  ];
  return (
    <>
      <title>{fill(shell.title, { page: title })}</title>
      <RunHeader run={run} />
      <Notices run={run} />
      {run.status === "FAILED" && <FailedNotice run={run} firing={failing} names={names} onShow={open} />}
      {pages.isFetching && firings.length > 0 && firings.length < run.node_count && firings.length >= 500 && (
        <p role="status" className="text-xs text-faint">
          {fill(runs.timeline.loading, { count: amount(firings.length), total: amount(run.node_count) })}
        </p>
      )}
      {pages.isError && <LoadFailed error={pages.error} onRetry={() => void pages.refetch()} />}
      <Tabs label={title} tabs={tabs} value={tab} onChange={(next) => change("tab", next)} />
      <OpenStep
        run={run}
        firings={firings}
        names={names}
        stepId={query.get("step")}
        onGo={open}
        onClose={() => change("step", null)}
      />
    </>
  );
}

function Notices({ run }: { run: ExecutionRead }) {
  return (
    <>
      {run.status === "REVIEW" && (
        <Notice tone="warning">
          {words.reviewWaits}{" "}
          <Link to={`/reviews?run=${run.id}`} className="font-medium underline">
            {words.toReview}
          </Link>
        </Notice>
      )}
      {run.status === "INSUFFICIENT_CREDITS" && <CreditsOut />}
      {run.dry_run && <Notice tone="info">{words.dryRun}</Notice>}
      {run.history !== "whole" && <Notice tone="info">{words.pruned}</Notice>}
    </>
  );
}

interface OpenStepProps {
  run: ExecutionRead;
  firings: readonly NodeExecutionRead[];
  names: NodeNames;
  stepId: string | null;
  onGo: (firing: NodeExecutionRead) => void;
  onClose: () => void;
}

function OpenStep({ firings, stepId, ...rest }: OpenStepProps) {
  const at = useMemo(() => firings.findIndex((one) => one.id === stepId), [firings, stepId]);
  const firing = firings[at];
  if (stepId === null || firing === undefined) return null;
  return <StepDialog {...rest} firing={firing} previous={firings[at - 1]} next={firings[at + 1]} />;
}
