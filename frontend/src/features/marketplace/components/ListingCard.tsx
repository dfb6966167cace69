import { Link } from "react-router";
import type { ListingCard as Listing } from "@/api/schema";
import { Cover } from "@/features/marketplace/components/Cover";
import { CreatorName } from "@/features/marketplace/components/CreatorName";
import { MeanRating } from "@/features/marketplace/components/Stars";
import { listingPath, priceText } from "@/features/marketplace/lib/shown";
import { marketplace } from "@/text/en/marketplace";
import { amount } from "@/ui/lib/format";
import { plural } from "@/text/fill";

/** One agent on a shelf; the whole of it leads to its page. */
export function ListingCard({ listing }: { listing: Listing }) {
  const { title, subtitle, image, creator, price } = listing;
  return (
    <li className="relative flex min-w-0 flex-col overflow-hidden rounded-xl border border-line bg-surface transition-colors focus-within:border-accent hover:border-line-strong">
      <Cover title={title} image={image} />
      <div className="flex flex-1 flex-col gap-1 p-3.5">
        <h3 className="truncate text-base font-semibold">
          <Link to={listingPath(listing)} className="outline-offset-2 after:absolute after:inset-0">
            {title}
          </Link>
        </h3>
        <p className="flex min-w-0 text-xs text-muted">
          <CreatorName creator={creator} />
        </p>
        <p className="mt-1 line-clamp-2 min-h-10 text-sm text-muted">{subtitle}</p>
        <div className="mt-auto flex flex-wrap items-center gap-x-3 gap-y-1 pt-2 text-xs text-muted">
          <span className="font-semibold text-text">{priceText(price)}</span>
          <MeanRating rating={listing.rating} count={listing.rating_count} />
          {listing.run_count > 0 && (
            <span className="ml-auto">
              {plural(
                listing.run_count,
                marketplace.runs.one,
                marketplace.runs.many.replace("{count}", amount(listing.run_count)),
              )}
            </span>
          )}
        </div>
      </div>
    </li>
  );
}

/** Cards beside and below each other, as many in a row as fit. */
export function Shelf({ listings, label }: { listings: readonly Listing[]; label: string }) {
  return (
    <ul aria-label={label} className="grid grid-cols-[repeat(auto-fill,minmax(min(16rem,100%),1fr))] gap-4">
      {listings.map((listing) => (
        <ListingCard key={listing.id} listing={listing} />
      ))}
    </ul>
  );
}
