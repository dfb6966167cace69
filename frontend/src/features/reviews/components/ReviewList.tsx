import clsx from "clsx";
import type { ReviewRead } from "@/api/schema";
import { RunsOut } from "@/features/reviews/components/ReviewDetail";
import { REVIEW_TONE } from "@/features/reviews/lib/tone";
import { reviews } from "@/text/en/reviews";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Checkbox } from "@/ui/Checkbox";
import { RelativeTime } from "@/ui/Time";
import { summary } from "@/values/lib/preview";

interface ReviewListProps {
  rows: readonly ReviewRead[];
  nameOf: (graphId: string) => string;
  openId: string | null;
  onOpen: (review: ReviewRead) => void;
  chosen: ReadonlySet<string>;
  onChoose: (id: string, isChosen: boolean) => void;
}

/** Questions in short. Those that wait can be chosen. */
export function ReviewList({ rows, nameOf, openId, onOpen, chosen, onChoose }: ReviewListProps) {
  return (
    <ul aria-label={reviews.list} className="flex flex-col">
      {rows.map((review) => (
        <li
          key={review.id}
          className={clsx(
            "flex items-start gap-1 border-b border-line pl-4 last:border-0",
            review.id === openId && "bg-accent-soft/60",
          )}
        >
          {review.status === "WAITING" && (
            <div className="pt-3.5">
              <Checkbox
                label={<span className="sr-only">{fill(reviews.chooseOne, { name: review.name })}</span>}
                isChecked={chosen.has(review.id)}
                onChange={(isChosen) => onChoose(review.id, isChosen)}
              />
            </div>
          )}
          <button
            type="button"
            aria-current={review.id === openId || undefined}
            onClick={() => onOpen(review)}
            className="flex min-h-16 min-w-0 flex-1 flex-col items-stretch gap-0.5 py-3 pr-4 text-left focus-visible:-outline-offset-2"
          >
            <span className="flex items-baseline justify-between gap-2">
              <span className="truncate text-xs text-muted">{nameOf(review.graph_id)}</span>
              <span className="text-xs text-faint">
                <RelativeTime at={review.created_at} />
              </span>
            </span>
            <span className="line-clamp-2 text-sm font-medium">{review.name}</span>
            <span className="truncate text-xs text-faint">{summary(review.data)}</span>
            {review.status === "WAITING" ? (
              review.expires_at !== null && <RunsOut at={review.expires_at} />
            ) : (
              <span>
                <Badge tone={REVIEW_TONE[review.status]}>{reviews.status[review.status]}</Badge>
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
