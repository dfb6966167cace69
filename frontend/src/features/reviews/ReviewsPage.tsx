import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import type { ReviewRead } from "@/api/schema";
import { ReviewBulk } from "@/features/reviews/components/ReviewBulk";
import { ReviewDetail } from "@/features/reviews/components/ReviewDetail";
import { ReviewList } from "@/features/reviews/components/ReviewList";
import { agentNamesQuery, type ReviewStatus, reviewsQuery } from "@/features/reviews/queries";
import { reviews } from "@/text/en/reviews";
import { ui } from "@/text/en/ui";
import { Button } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { LoadFailed, Page } from "@/ui/Page";
import { Select } from "@/ui/Select";
import { Loading } from "@/ui/Spinner";
import { toast } from "@/ui/toast";

const NONE: ReadonlySet<string> = new Set();
const SHOWN: readonly ReviewStatus[] = ["WAITING", "APPROVED", "REJECTED", "TIMED_OUT", "CANCELLED"];

/** Questions of agents to people: a list and, beside it or in its place, one of them. */
export function ReviewsPage() {
  const [query, setQuery] = useSearchParams();
  const status = SHOWN.find((one) => one === query.get("status")) ?? "WAITING";
  const run = query.get("run");
  const change = (changes: Record<string, string | null>) =>
    setQuery(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value === null) next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  const filters = (
    <Select
      label={reviews.tabs}
      value={status}
      choices={SHOWN.map((value) => ({ value, label: reviews.status[value] }))}
      onChange={(next) => change({ status: next === "WAITING" ? null : next, review: null })}
      className="h-8! w-44!"
    />
  );
  return (
    <Page title={reviews.title} intro={reviews.intro} actions={filters}>
      {run !== null && (
        <p className="flex items-center gap-2 text-sm text-muted">
          {reviews.ofOneRun}
          <Button size="small" onClick={() => change({ run: null, review: null })}>
            {reviews.ofAllRuns}
          </Button>
        </p>
      )}
      <Board
        key={`${status} ${run ?? ""}`}
        status={status}
        run={run}
        openId={query.get("review")}
        onOpen={(id) => change({ review: id })}
      />
    </Page>
  );
}

interface BoardProps {
  status: ReviewStatus;
  run: string | null;
  openId: string | null;
  onOpen: (id: string | null) => void;
}

function Board({ status, run, openId, onOpen }: BoardProps) {
  const [chosen, setChosen] = useState(NONE);
  const list = useInfiniteQuery(reviewsQuery(status, run));
  const rows = list.data?.pages.flatMap((page) => page.results) ?? [];
  const { data: names } = useQuery(agentNamesQuery(rows.map((review) => review.graph_id)));
  const nameOf = (graphId: string) => names?.get(graphId) ?? "";
  if (list.isPending) return <Loading />;
  if (list.isError && rows.length === 0) {
    return <LoadFailed error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (rows.length === 0) return <Empty status={status} />;
  const choose = (id: string, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  // Where both have room, one is always open.
  const isWide = window.matchMedia("(min-width: 64rem)").matches;
  const found = rows.findIndex((review) => review.id === openId);
  const at = found < 0 && isWide ? 0 : found;
  const open = rows[at];
  const decided = (decision: "approve" | "reject") => {
    toast.success(decision === "approve" ? reviews.approved : reviews.rejected);
    onOpen((rows[at + 1] ?? rows[at - 1])?.id ?? null); // one after the other
  };
  return (
    <>
      <Card className="flex items-stretch sm:min-h-96 overflow-clip">
        <div
          className={
            open === undefined
              ? "w-full lg:w-80 lg:shrink-0 lg:border-r lg:border-line"
              : "w-80 shrink-0 border-r border-line max-lg:hidden"
          }
        >
          <ReviewList
            rows={rows}
            nameOf={nameOf}
            openId={open?.id ?? null}
            onOpen={(review) => onOpen(review.id)}
            chosen={chosen}
            onChoose={choose}
          />
          {list.hasNextPage && (
            <div className="flex justify-center p-3">
              <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {ui.loadMore}
              </Button>
            </div>
          )}
        </div>
        {open === undefined ? (
          <p className="m-auto hidden text-sm text-faint lg:block">{reviews.pick}</p>
        ) : (
          <ReviewDetail
            key={open.id}
            review={open}
            agentName={nameOf(open.graph_id)}
            place={at}
            count={rows.length}
            onBack={() => onOpen(null)}
            onGo={(by) => onOpen(rows[at + by]?.id ?? null)}
            onDecided={decided}
          />
        )}
      </Card>
      <ReviewBulk asked={stillThere(rows, chosen)} onDone={() => setChosen(NONE)} />
    </>
  );
}

function stillThere(rows: readonly ReviewRead[], chosen: ReadonlySet<string>): ReviewRead[] {
  return rows.filter((review) => review.status === "WAITING" && chosen.has(review.id));
}

function Empty({ status }: { status: ReviewStatus }) {
  return (
    <Card>
      <EmptyState
        icon={<Inbox className="size-6" />}
        title={status === "WAITING" ? reviews.emptyTitle : reviews.status[status]}
        text={status === "WAITING" ? reviews.empty : reviews.noneDecided}
      />
    </Card>
  );
}
