import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { SearchX, Store } from "lucide-react";
import { useMemo } from "react";
import { Link, useSearchParams } from "react-router";
import type { CreatorRead, FacetsRead } from "@/api/schema";
import { featuredQuery, listingsQuery } from "@/features/marketplace/api";
import { Avatar, CreatorName } from "@/features/marketplace/components/CreatorName";
import { Categories, Filters } from "@/features/marketplace/components/Filters";
import { Shelf } from "@/features/marketplace/components/ListingCard";
import { Results } from "@/features/marketplace/components/Results";
import { SearchField } from "@/features/marketplace/components/SearchField";
import { type Filter, filterOf, isAsked, queryOf } from "@/features/marketplace/lib/filter";
import { creatorPath } from "@/features/marketplace/lib/shown";
import { marketplace } from "@/text/en/marketplace";
import { plural } from "@/text/fill";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/Card";
import { Page } from "@/ui/Page";

const NOTHING: FacetsRead = { categories: [], providers: [], prices: { free: 0, paid: 0 } };

/** The shelves. What is looked for stands in the address. */
export function MarketplacePage() {
  const [query, setQuery] = useSearchParams();
  const filter = useMemo(() => filterOf(query), [query]);
  const listings = useInfiniteQuery({ ...listingsQuery(filter), placeholderData: keepPreviousData });
  const facets = listings.data?.pages[0]?.facets ?? NOTHING;
  const change = (next: Filter) => setQuery(queryOf(next), { preventScrollReset: true });
  const search = (text: string) => {
    const rest = { ...filter };
    delete rest.words;
    change(text === "" ? rest : { ...rest, words: text });
  };
  return (
    <Page title={marketplace.title} intro={marketplace.intro}>
      <SearchField value={filter.words ?? ""} onSearch={search} />
      <Categories filter={filter} facets={facets} onChange={change} />
      {!isAsked(filter) && <FeaturedRows />}
      <section className="flex flex-col gap-4">
        <h2 className={isAsked(filter) ? "sr-only" : "text-lg font-semibold"}>{marketplace.allAgents}</h2>
        <Filters filter={filter} facets={facets} onChange={change} />
        <Results
          filter={filter}
          label={marketplace.allAgents}
          empty={isAsked(filter) ? <NoneFits onClear={() => change({})} /> : <NothingYet />}
        />
      </section>
    </Page>
  );
}

function FeaturedRows() {
  const { data } = useQuery(featuredQuery);
  if (data === undefined) return null;
  return (
    <>
      {data.listings.length > 0 && (
        <section className="flex flex-col gap-3">
          <h2 className="text-lg font-semibold">{marketplace.featured}</h2>
          <Shelf label={marketplace.featured} listings={data.listings} />
        </section>
      )}
      {data.creators.length > 0 && (
        <section className="flex flex-col gap-3">
          <h2 className="text-lg font-semibold">{marketplace.featuredCreators}</h2>
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(16rem,100%),1fr))] gap-3">
            {data.creators.map((creator) => (
              <CreatorLine key={creator.slug} creator={creator} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function CreatorLine({ creator }: { creator: CreatorRead }) {
  const { one, many } = marketplace.results;
  return (
    <li className="relative flex min-w-0 items-center gap-3 rounded-xl border border-line bg-surface p-3 focus-within:border-accent hover:border-line-strong">
      <Avatar creator={creator} className="size-10" />
      <div className="min-w-0">
        <Link
          to={creatorPath(creator)}
          className="flex min-w-0 text-sm font-semibold after:absolute after:inset-0"
        >
          <CreatorName creator={creator} />
        </Link>
        <p className="text-xs text-muted">{plural(creator.listing_count, one, many)}</p>
      </div>
    </li>
  );
}

function NoneFits({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={<SearchX className="size-6" />}
      title={marketplace.none}
      text={marketplace.noneText}
      action={<Button onClick={onClear}>{marketplace.filters.clear}</Button>}
    />
  );
}

function NothingYet() {
  return (
    <EmptyState icon={<Store className="size-6" />} title={marketplace.empty} text={marketplace.emptyText} />
  );
}
