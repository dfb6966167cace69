import { Star } from "lucide-react";
import { marketplace } from "@/text/en/marketplace";
import { fill, plural } from "@/text/fill";
import { amount } from "@/ui/lib/format";

const { rating: words } = marketplace;
const FIVE = [1, 2, 3, 4, 5];

/** Stars that somebody gave, drawn; read out as words. */
export function Stars({ stars, className = "size-4" }: { stars: number; className?: string }) {
  return (
    <span role="img" aria-label={starsText(stars)} className="inline-flex gap-0.5 text-warning-text">
      {FIVE.map((place) => (
        <Star
          key={place}
          aria-hidden
          className={className}
          fill={place <= Math.round(stars) ? "currentColor" : "none"}
        />
      ))}
    </span>
  );
}

/** `★ 4.6 (12)`: the mean of all who rated it. */
export function MeanRating({ rating, count }: { rating: number | null; count: number }) {
  if (rating === null) return <span>{words.none}</span>;
  const shown = rating.toFixed(1);
  const people = plural(count, words.count.one, words.count.many);
  return (
    <span className="inline-flex items-center gap-1">
      <span className="sr-only">{fill(words.of, { rating: shown, count: people })}</span>
      <Star aria-hidden className="size-3.5 text-warning-text" fill="currentColor" />
      <span aria-hidden className="font-medium text-text">
        {shown}
      </span>
      <span aria-hidden>({amount(count)})</span>
    </span>
  );
}

export function starsText(stars: number): string {
  return plural(stars, words.stars.one, words.stars.many);
}
