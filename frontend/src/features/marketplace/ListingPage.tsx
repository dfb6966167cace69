import { useQuery } from "@tanstack/react-query";
import { PackageX } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useParams } from "react-router";
import { useIsSignedIn } from "@/api/hooks";
import type { ListingRead } from "@/api/schema";
import { type Address, categoriesQuery, listingQuery, similarQuery } from "@/features/marketplace/api";
import { AddCard } from "@/features/marketplace/components/AddCard";
import { CreatorName } from "@/features/marketplace/components/CreatorName";
import { Facts } from "@/features/marketplace/components/Facts";
import { Gallery } from "@/features/marketplace/components/Gallery";
import { Gone } from "@/features/marketplace/components/Gone";
import { Shelf } from "@/features/marketplace/components/ListingCard";
import { Pins } from "@/features/marketplace/components/Pins";
import { Prose } from "@/features/marketplace/components/Prose";
import { Ratings } from "@/features/marketplace/components/Ratings";
import { MeanRating } from "@/features/marketplace/components/Stars";
import { creatorPath } from "@/features/marketplace/lib/shown";
import { NamedValues } from "@/features/runs/components/NamedValues";
import { marketplace } from "@/text/en/marketplace";
import { shell } from "@/text/en/shell";
import { fill, plural } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Card } from "@/ui/Card";
import { amount } from "@/ui/lib/format";
import { LoadFailed } from "@/ui/Page";
import { Loading } from "@/ui/Spinner";

const { page: words } = marketplace;

/** All that is said of one agent in the marketplace. */
export function ListingPage() {
  const { creator = "", slug = "" } = useParams();
  const address = { creator, slug };
  const listing = useQuery(listingQuery(address, useIsSignedIn()));
  if (listing.isPending) return <Loading />;
  if (listing.isError) {
    return listing.error.status === 404 ? (
      <Gone icon={<PackageX className="size-6" />} title={words.gone} text={words.goneText} />
    ) : (
      <LoadFailed error={listing.error} onRetry={() => void listing.refetch()} />
    );
  }
  return <Shown key={listing.data.id} listing={listing.data} address={address} />;
}

function Shown({ listing, address }: { listing: ListingRead; address: Address }) {
  const { data: categories } = useQuery(categoriesQuery);
  const names = new Map(categories?.map(({ slug, name }) => [slug, name]));
  const isShown = Object.keys(listing.demo_output).length > 0;
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-1 flex-col gap-8 px-4 py-5 sm:px-8 sm:py-7">
      <title>{fill(shell.title, { page: listing.title })}</title>
      <div className="grid gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <Head listing={listing} />
          <Gallery title={listing.title} images={listing.images} />
        </div>
        {/* On a phone the facts stand behind what it does. */}
        <div className="min-w-0 max-lg:contents lg:row-span-2 lg:flex lg:flex-col lg:gap-6">
          <AddCard listing={listing} />
          <div className="min-w-0 max-lg:order-1">
            <Facts listing={listing} names={names} />
          </div>
        </div>
        <div className="flex min-w-0 flex-col gap-8">
          <Part title={words.description}>
            {listing.description === "" ? (
              <p className="text-sm text-muted">{words.noDescription}</p>
            ) : (
              <Prose text={listing.description} />
            )}
          </Part>
          {listing.instructions !== "" && (
            <Part title={words.instructions}>
              <Prose text={listing.instructions} />
            </Part>
          )}
          {isShown && (
            <Part title={words.demo} hint={words.demoHint}>
              <Card className="min-w-0 p-4">
                <NamedValues
                  values={Object.entries(listing.demo_output).map(([name, given]) => [name, listOf(given)])}
                  schema={listing.output_schema}
                  empty={words.noOutputs}
                />
              </Card>
            </Part>
          )}
          <div className="grid gap-6 sm:grid-cols-2">
            <Part title={words.inputs}>
              <Pins schema={listing.input_schema} empty={words.noInputs} isInput />
            </Part>
            <Part title={words.outputs}>
              <Pins schema={listing.output_schema} empty={words.noOutputs} />
            </Part>
          </div>
          <Ratings listing={listing} address={address} />
        </div>
      </div>
      <Similar address={address} />
    </div>
  );
}

function Head({ listing }: { listing: ListingRead }) {
  const { title, subtitle, creator, run_count: runs, install_count: installs } = listing;
  return (
    <header className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2.5">
        <h1 className="min-w-0 text-2xl font-semibold tracking-tight break-words">{title}</h1>
        <Badge tone={listing.is_closed ? "neutral" : "info"}>
          {listing.is_closed ? words.closed : words.open}
        </Badge>
      </div>
      {subtitle !== "" && <p className="text-base text-muted">{subtitle}</p>}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted">
        <Link to={creatorPath(creator)} className="flex min-w-0 font-medium text-text hover:underline">
          <CreatorName creator={creator} />
        </Link>
        <MeanRating rating={listing.rating} count={listing.rating_count} />
        {runs > 0 && <span>{counted(runs, marketplace.runs)}</span>}
        {installs > 0 && <span>{counted(installs, marketplace.installs)}</span>}
      </div>
    </header>
  );
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-3">
      <div>
        <h2 className="text-lg font-semibold">{title}</h2>
        {hint !== undefined && <p className="text-xs text-faint">{hint}</p>}
      </div>
      {children}
    </section>
  );
}

function Similar({ address }: { address: Address }) {
  const { data } = useQuery(similarQuery(address));
  if (data === undefined || data.length === 0) return null;
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-lg font-semibold">{words.similar}</h2>
      <Shelf label={words.similar} listings={data} />
    </section>
  );
}

function counted(count: number, { one, many }: { one: string; many: string }): string {
  return plural(count, one, many.replace("{count}", amount(count)));
}

function listOf(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? given : [given];
}
