import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { listingsQuery } from "@/features/marketplace/api";
import { Shelf } from "@/features/marketplace/components/ListingCard";
import { type Filter, isAsked } from "@/features/marketplace/lib/filter";
import { marketplace } from "@/text/en/marketplace";
import { fill, plural } from "@/text/fill";
import { Button } from "@/ui/Button";
import { amount } from "@/ui/lib/format";
import { LoadFailed } from "@/ui/Page";
import { Loading } from "@/ui/Spinner";

interface ResultsProps {
  filter: Filter;
  /** Of one creator alone. */
  creator?: string;
  label: string;
  /** Shown where nothing fits. */
  empty: ReactNode;
}

/** What a filter finds: how many, and the first of them, with a button for more. */
export function Results({ filter, creator, label, empty }: ResultsProps) {
  const found = useInfiniteQuery({
    ...listingsQuery(filter, creator),
    placeholderData: keepPreviousData,
  });
  if (found.isPending) return <Loading />;
  if (found.isError) return <LoadFailed error={found.error} onRetry={() => void found.refetch()} />;
  const { total = 0, meant = "" } = found.data.pages[0] ?? {};
  if (total === 0) return empty;
  const words = isAsked(filter) ? marketplace.found : marketplace.results;
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="text-sm text-muted">
        {plural(total, words.one, words.many.replace("{count}", amount(total)))}
        {meant !== "" && ` ${fill(marketplace.meant, { words: meant })}`}
      </p>
      <Shelf label={label} listings={found.data.pages.flatMap((page) => page.results)} />
      {found.hasNextPage && (
        <Button
          className="self-center"
          isBusy={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {marketplace.more}
        </Button>
      )}
    </div>
  );
}
