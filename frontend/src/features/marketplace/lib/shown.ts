// Small things that pages of the marketplace show in the same way.
import { marketplace } from "@/text/en/marketplace";
import { fill } from "@/text/fill";
import { credits } from "@/ui/lib/format";

/** `price`: the API's decimal string of credits. */
export function priceText(price: string): string {
  return Number(price) === 0 ? marketplace.free : fill(marketplace.perRun, { credits: credits(price) });
}

export function listingPath({ creator, slug }: { creator: { slug: string }; slug: string }): string {
  return `/marketplace/${creator.slug}/${slug}`;
}

export function creatorPath({ slug }: { slug: string }): string {
  return `/marketplace/creators/${slug}`;
}

/** A day as the reader writes it. */
export function dayText(moment: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }).format(new Date(moment));
}
