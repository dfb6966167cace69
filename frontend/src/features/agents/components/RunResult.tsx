import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { ListTree, Square } from "lucide-react";
import { useEffect, useEffectEvent } from "react";
import { Link } from "react-router";
import { api } from "@/api/client";
import type { ExecutionRead, GraphRead } from "@/api/schema";
import { useFollowedRun } from "@/features/agents/hooks/useFollowedRun";
import { titleOf } from "@/features/agents/lib/reportLines";
import { CreditsOut } from "@/features/credits/components/CreditsOut";
import { ReviewForm } from "@/features/reviews/components/ReviewForm";
import { reviewsQuery } from "@/features/reviews/queries";
import { Cost, Took } from "@/features/runs/components/RunFacts";
import { Streams } from "@/features/runs/components/Streams";
import type { LiveRun } from "@/features/runs/lib/liveRun";
import { hasEnded } from "@/features/runs/lib/state";
import { propertiesOf } from "@/fields/lib/schema";
import { agent } from "@/text/en/agent";
import { fill, plural } from "@/text/fill";
import { Badge, StatusBadge } from "@/ui/Badge";
import { Button, buttonClass } from "@/ui/Button";
import { LoadFailed, Notice } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { Value } from "@/values/Value";

const words = agent.run;

interface RunResultProps {
  executionId: string;
  graph: GraphRead;
  /** The run was deleted. */
  onGone: () => void;
}

/** How one run goes and what it gives, while it gives it. */
export function RunResult({ executionId, graph, onGone }: RunResultProps) {
  const { query, live } = useFollowedRun(executionId);
  const isGone = query.error?.status === 404;
  const tell = useEffectEvent(onGone);
  useEffect(() => {
    if (isGone) tell();
  }, [isGone]);
  if (query.isPending) return <Skeleton className="h-24" />;
  if (isGone) return <p className="py-6 text-center text-sm text-muted">{words.gone}</p>;
  if (query.isError && query.data === undefined) {
    return <LoadFailed error={query.error} onRetry={() => void query.refetch()} />;
  }
  const run = query.data;
  const titles = new Map(graph.nodes.map((node) => [node.id, titleOf(node)]));
  return (
    <div className="flex flex-col gap-4">
      <Head run={run} live={live} />
      <Standing run={run} />
      <Outputs run={run} graph={graph} />
      <Streams live={live} nameOf={(id) => titles.get(id) ?? id} />
    </div>
  );
}

function Head({ run, live }: { run: ExecutionRead; live: LiveRun }) {
  const stopping = useMutation({
    mutationFn: () => api.POST("/api/v1/executions/{id}/stop", { params: { path: { id: run.id } } }),
  });
  const isOver = hasEnded(run.status);
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm text-muted">
      <h2 className="font-semibold text-text">{words.result}</h2>
      <span role="status">
        <StatusBadge status={isOver ? run.status : (live.status ?? run.status)} />
      </span>
      {run.dry_run && <Badge tone="accent">{words.isDryRun}</Badge>}
      <Took run={run} />
      <span>{plural(run.node_count, words.steps.one, words.steps.many)}</span>
      {Number(run.cost) > 0 && <Cost amount={run.cost} />}
      <span className="ml-auto flex gap-2">
        {!isOver && (
          <Button
            size="small"
            isBusy={stopping.isPending}
            icon={<Square aria-hidden className="size-3.5" />}
            onClick={() => stopping.mutate()}
          >
            {words.stop}
          </Button>
        )}
        <Link to={`/runs/${run.id}`} className={buttonClass({ size: "small", kind: "ghost" })}>
          <ListTree aria-hidden className="size-4" />
          {words.details}
        </Link>
      </span>
    </header>
  );
}

function Standing({ run }: { run: ExecutionRead }) {
  if (run.status === "REVIEW") return <Questions executionId={run.id} />;
  if (run.status === "INSUFFICIENT_CREDITS") return <CreditsOut />;
  return run.error === null || run.error === "" ? null : <Notice tone="danger">{run.error}</Notice>;
}

/** What the run asks, to be answered in place, the oldest first. */
function Questions({ executionId }: { executionId: string }) {
  const waiting = useInfiniteQuery(reviewsQuery("WAITING", executionId));
  const review = waiting.data?.pages.flatMap((page) => page.results).at(-1);
  return (
    <>
      <Notice tone="warning">
        {words.waitsForPerson}{" "}
        <Link to="/reviews" className="font-medium underline">
          {words.toReviews}
        </Link>
      </Notice>
      {review !== undefined && <ReviewForm key={review.id} review={review} />}
    </>
  );
}

function Outputs({ run, graph }: { run: ExecutionRead; graph: GraphRead }) {
  const schemas = new Map(propertiesOf(graph.output_schema));
  const outputs = Object.entries(run.outputs as Record<string, unknown[]>);
  if (outputs.length === 0) {
    return run.status === "COMPLETED" ? <p className="text-sm text-muted">{words.noOutputs}</p> : null;
  }
  return outputs.map(([name, list]) => {
    const schema = schemas.get(name);
    return (
      <section key={name} aria-label={fill(words.output, { name })} className="min-w-0">
        <h3 className="mb-1 text-sm font-medium">{name}</h3>
        <div className="flex flex-col gap-2">
          {list.map((value, place) => (
            <div key={place} className="rounded-lg border border-line bg-ground px-3 py-2">
              <Value value={value} name={name} {...(schema && { schema })} />
            </div>
          ))}
        </div>
      </section>
    );
  });
}
