import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReviewRead } from "@/api/schema";
import { refreshRun } from "@/features/builder/run/start";
import { type Firing, useRun } from "@/features/builder/store/run";
import { ReviewForm } from "@/features/reviews/components/ReviewForm";
import { reviewsQuery } from "@/features/reviews/queries";
import { run } from "@/text/en/run";
import { Loading } from "@/ui/Spinner";

const AGAIN_MS = 1000; // the question may come a moment after the news that the step waits

/** The question that a step waits for, to be answered here. */
export function NodeReview({ firing }: { firing: Firing }) {
  const executionId = useRun((state) => state.executionId);
  const found = useInfiniteQuery({
    ...reviewsQuery("WAITING", executionId),
    refetchInterval: (query) => (questionIn(query.state.data?.pages, firing) ? false : AGAIN_MS),
  });
  const review = questionIn(found.data?.pages, firing);
  if (review === undefined) return <Loading />;
  return (
    <section aria-label={run.review} className="rounded-lg border border-warning-text/40 p-3">
      <h3 className="mb-2 text-sm font-semibold">{review.name === "" ? run.review : review.name}</h3>
      <ReviewForm key={review.id} review={review} onDecided={() => void refreshRun()} />
    </section>
  );
}

interface Page {
  results: readonly ReviewRead[];
}

function questionIn(pages: readonly Page[] | undefined, firing: Firing): ReviewRead | undefined {
  return pages?.flatMap((page) => page.results).find((one) => one.node_execution_id === firing.id);
}
