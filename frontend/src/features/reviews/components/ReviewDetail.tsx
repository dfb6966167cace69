import { ArrowLeft, ChevronLeft, ChevronRight } from "lucide-react";
import { Link } from "react-router";
import type { ReviewRead } from "@/api/schema";
import { ReviewForm } from "@/features/reviews/components/ReviewForm";
import { REVIEW_TONE } from "@/features/reviews/lib/tone";
import { reviews } from "@/text/en/reviews";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { fullTime } from "@/ui/lib/format";
import { RelativeTime } from "@/ui/Time";
import { Differences } from "@/values/Differences";
import { Value } from "@/values/Value";

interface ReviewDetailProps {
  review: ReviewRead;
  agentName: string;
  place: number;
  count: number;
  onBack: () => void;
  onGo: (by: 1 | -1) => void;
  onDecided: (decision: "approve" | "reject") => void;
}

/** One question: who asks what, since when, and its answer or the form for it. */
export function ReviewDetail({
  review,
  agentName,
  place,
  count,
  onBack,
  onGo,
  onDecided,
}: ReviewDetailProps) {
  return (
    <article aria-label={review.name} className="flex min-w-0 flex-1 flex-col gap-4 p-4 sm:p-6">
      <nav className="flex items-center gap-1">
        <Button
          kind="ghost"
          className="lg:hidden"
          icon={<ArrowLeft aria-hidden className="size-4" />}
          onClick={onBack}
        >
          {reviews.back}
        </Button>
        <span className="flex-1" />
        <span className="text-xs text-faint">{fill(reviews.place, { number: place + 1, count })}</span>
        <IconButton
          label={reviews.previous}
          disabled={place <= 0}
          icon={<ChevronLeft aria-hidden className="size-4" />}
          onClick={() => onGo(-1)}
        />
        <IconButton
          label={reviews.next}
          disabled={place >= count - 1}
          icon={<ChevronRight aria-hidden className="size-4" />}
          onClick={() => onGo(1)}
        />
      </nav>
      <header className="flex flex-col gap-1.5">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
          <span className="font-medium text-text">{agentName}</span>
          <RelativeTime at={review.created_at} />
          <Badge tone="accent">{reviews.kinds[review.kind]}</Badge>
          {review.status !== "WAITING" && (
            <Badge tone={REVIEW_TONE[review.status]}>{reviews.status[review.status]}</Badge>
          )}
          <Link to={`/runs/${review.execution_id}`} className="text-accent-text underline underline-offset-2">
            {reviews.runOf}
          </Link>
        </p>
        <h2 className="text-lg font-semibold break-words">{review.name}</h2>
        {review.status === "WAITING" && (
          <p className="text-sm text-muted">{reviews.kindHints[review.kind]}</p>
        )}
        {review.status === "WAITING" && review.expires_at !== null && <RunsOut at={review.expires_at} />}
      </header>
      {review.status === "WAITING" ? (
        <ReviewForm review={review} onDecided={onDecided} />
      ) : (
        <Decided review={review} />
      )}
    </article>
  );
}

export function RunsOut({ at }: { at: string }) {
  const [before, after] = reviews.runsOut.split("{when}");
  return (
    <p className="text-xs text-warning-text">
      {before}
      <RelativeTime at={at} />
      {after}
    </p>
  );
}

function Decided({ review }: { review: ReviewRead }) {
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm">
        {review.decided_by !== null && <span>{fill(reviews.by, { who: review.decided_by })} · </span>}
        {review.decided_at !== null && fullTime(new Date(review.decided_at))}
      </p>
      {review.message !== "" && (
        <blockquote className="rounded-lg bg-subtle p-3 text-sm whitespace-pre-wrap">
          <p className="mb-1 text-xs text-faint">{reviews.said}</p>
          {review.message}
        </blockquote>
      )}
      {review.was_edited ? (
        <section aria-label={reviews.changed} className="flex flex-col gap-2">
          <h3 className="text-sm font-medium">{reviews.changed}</h3>
          <Differences before={review.data} after={review.decided_data} />
        </section>
      ) : (
        <p className="text-sm text-faint">{reviews.unchanged}</p>
      )}
      <Value value={review.data} name={reviews.data} />
    </div>
  );
}
