import { useInfiniteQuery } from "@tanstack/react-query";
import { Flag } from "lucide-react";
import { useState } from "react";
import { useIsSignedIn } from "@/api/hooks";
import type { ListingRead, RatingRead } from "@/api/schema";
import { type Address, ratingsQuery } from "@/features/marketplace/api";
import { AnswerForm } from "@/features/marketplace/components/AnswerForm";
import { RatingForm } from "@/features/marketplace/components/RatingForm";
import { ReportDialog } from "@/features/marketplace/components/ReportDialog";
import { Stars, starsText } from "@/features/marketplace/components/Stars";
import { barsOf } from "@/features/marketplace/lib/histogram";
import { marketplace } from "@/text/en/marketplace";
import { fill } from "@/text/fill";
import { Button, IconButton } from "@/ui/Button";
import { amount } from "@/ui/lib/format";
import { LoadFailed } from "@/ui/Page";
import { Loading } from "@/ui/Spinner";
import { RelativeTime } from "@/ui/Time";

const { ratings: words } = marketplace;

/** What people say who ran it, and how many gave how many stars. */
export function Ratings({ listing, address }: { listing: ListingRead; address: Address }) {
  const ratings = useInfiniteQuery(ratingsQuery(address, useIsSignedIn()));
  const first = ratings.data?.pages[0];
  return (
    <section className="flex flex-col gap-4">
      <h2 className="text-lg font-semibold">{words.title}</h2>
      {ratings.isPending && <Loading />}
      {ratings.isError && <LoadFailed error={ratings.error} onRetry={() => void ratings.refetch()} />}
      {first !== undefined && first.total === 0 && <p className="text-sm text-muted">{words.none}</p>}
      {first !== undefined && first.total > 0 && <Histogram listing={listing} histogram={first.histogram} />}
      {first?.may_rate === true && (
        <RatingForm key={first.mine?.id ?? ""} listingId={listing.id} mine={first.mine} />
      )}
      {first?.may_rate === false && !first.may_answer && <p className="text-xs text-faint">{words.mayNot}</p>}
      <ul aria-label={words.title} className="flex flex-col divide-y divide-line">
        {ratings.data?.pages
          .flatMap((page) => page.results)
          .map((rating) => (
            <Line
              key={rating.id}
              rating={rating}
              creator={listing.creator.name}
              mayAnswer={first?.may_answer === true}
            />
          ))}
      </ul>
      {ratings.hasNextPage && (
        <Button
          className="self-start"
          isBusy={ratings.isFetchingNextPage}
          onClick={() => void ratings.fetchNextPage()}
        >
          {words.more}
        </Button>
      )}
    </section>
  );
}

function Histogram({ listing, histogram }: { listing: ListingRead; histogram: Record<string, number> }) {
  return (
    <div className="flex flex-wrap items-center gap-x-8 gap-y-3">
      {listing.rating !== null && (
        <p className="flex flex-col items-center gap-1">
          <span className="text-2xl font-semibold">{listing.rating.toFixed(1)}</span>
          <Stars stars={listing.rating} />
        </p>
      )}
      <ul aria-label={words.histogram} className="flex min-w-48 flex-1 flex-col gap-1">
        {barsOf(histogram).map(({ stars, count, percent }) => (
          <li key={stars} className="flex items-center gap-2 text-xs text-muted">
            <span className="sr-only">{fill(words.bar, { stars: starsText(stars), count })}</span>
            <span aria-hidden className="w-3 text-right">
              {stars}
            </span>
            <span aria-hidden className="h-2 flex-1 overflow-hidden rounded-full bg-subtle">
              <span className="block h-full rounded-full bg-warning-text" style={{ width: `${percent}%` }} />
            </span>
            <span aria-hidden className="w-10">
              {amount(count)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface LineProps {
  rating: RatingRead;
  creator: string;
  mayAnswer: boolean;
}

function Line({ rating, creator, mayAnswer }: LineProps) {
  const isSignedIn = useIsSignedIn();
  const author = rating.is_mine ? words.you : rating.author === "" ? words.someone : rating.author;
  return (
    <li className="flex flex-col gap-1.5 py-4 first:pt-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-faint">
        <Stars stars={rating.stars} />
        <span className="text-sm font-medium text-text">{author}</span>
        <span>{fill(words.version, { number: rating.number })}</span>
        <RelativeTime at={rating.updated_at} />
        {isSignedIn && !rating.is_mine && <ReportRating id={rating.id} />}
      </div>
      {rating.text !== "" && (
        <p className="text-sm break-words whitespace-pre-line text-text">{rating.text}</p>
      )}
      {rating.answer !== "" && (
        <div className="mt-1 border-l-2 border-line-strong pl-3 text-sm">
          <p className="text-xs text-faint">{fill(words.answer, { name: creator })}</p>
          <p className="break-words whitespace-pre-line text-muted">{rating.answer}</p>
        </div>
      )}
      {mayAnswer && <AnswerForm key={rating.answer} rating={rating} />}
    </li>
  );
}

function ReportRating({ id }: { id: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <span className="ml-auto">
      <IconButton
        size="small"
        label={marketplace.report.ofRating}
        icon={<Flag aria-hidden className="size-3.5" />}
        onClick={() => setIsOpen(true)}
      />
      {isOpen && <ReportDialog of={{ rating: id }} onClose={() => setIsOpen(false)} />}
    </span>
  );
}
