import { ArrowLeft } from "lucide-react";
import { Link } from "react-router";
import type { ExecutionRead } from "@/api/schema";
import { Labels, TagsButton } from "@/features/runs/components/Labels";
import { RunActions } from "@/features/runs/components/RunActions";
import { Cost, Took } from "@/features/runs/components/RunFacts";
import { useRunActions } from "@/features/runs/hooks/useRunActions";
import { runs } from "@/text/en/runs";
import { fill } from "@/text/fill";
import { Badge, StatusBadge } from "@/ui/Badge";
import { amount } from "@/ui/lib/format";
import { Fact } from "@/features/runs/components/Fact";
import { RelativeTime } from "@/ui/Time";

const words = runs.one;

/** What run this is, how it stands, and what can be done with it. */
export function RunHeader({ run }: { run: ExecutionRead }) {
  return (
    <header className="flex flex-col gap-3">
      <Link
        to="/runs"
        className="inline-flex items-center gap-1 self-start text-sm text-muted hover:text-text"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {words.back}
      </Link>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 truncate text-xl font-semibold tracking-tight">{run.graph_name}</h1>
          <span className="text-muted">{fill(runs.version, { number: run.graph_version })}</span>
          <span aria-live="polite">
            <StatusBadge status={run.status} />
          </span>
          {run.kind !== "run" && <Badge>{runs.kinds[run.kind]}</Badge>}
        </div>
        <RunActions run={run} />
      </div>
      <RunLabels run={run} />
      <div className="flex flex-wrap gap-x-8 gap-y-2 text-sm">
        <Facts run={run} />
        {run.parent_id !== null && <Related id={run.parent_id} text={words.parent} />}
        {run.source_id !== null && <Related id={run.source_id} text={words.source} />}
      </div>
    </header>
  );
}

function RunLabels({ run }: { run: ExecutionRead }) {
  const { setTags } = useRunActions();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Labels run={run} />
      <TagsButton
        label={runs.labels.edit}
        given={run.tags}
        isBusy={setTags.isPending}
        onSubmit={(tags) => setTags.mutate({ id: run.id, tags })}
      />
    </div>
  );
}

function Facts({ run }: { run: ExecutionRead }) {
  const { tokens_in: tokensIn, tokens_out: tokensOut } = run.tokens;
  const isBegun = run.started_at !== null;
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      <Fact name={isBegun ? words.started : words.waiting}>
        <RelativeTime at={run.started_at ?? run.created_at} />
      </Fact>
      <Fact name={words.duration}>
        <Took run={run} />
      </Fact>
      <Fact name={words.steps}>
        {amount(run.node_count)}
        {run.error_count > 0 && (
          <span className="ml-2 text-danger-text">{fill(runs.failedSteps, { count: run.error_count })}</span>
        )}
      </Fact>
      <Fact name={words.cost}>
        <Cost amount={run.cost} />
      </Fact>
      {tokensIn + tokensOut > 0 && (
        <Fact name={words.tokens}>
          {fill(words.tokensIn, { in: amount(tokensIn), out: amount(tokensOut) })}
        </Fact>
      )}
      {run.started_by !== null && <Fact name={words.by}>{run.started_by}</Fact>}
    </dl>
  );
}

function Related({ id, text }: { id: string; text: string }) {
  return (
    <div className="self-end">
      <Link to={`/runs/${id}`} className="text-accent-text underline underline-offset-2">
        {text}
      </Link>
    </div>
  );
}
