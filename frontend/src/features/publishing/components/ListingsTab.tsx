import { useInfiniteQuery } from "@tanstack/react-query";
import { Store } from "lucide-react";
import { Link } from "react-router";
import type { MyListing } from "@/api/schema";
import { imagePath, listingsQuery } from "@/features/publishing/api";
import { ListingMenu } from "@/features/publishing/components/ListingMenu";
import { STANDING_TONE, standingOf } from "@/features/publishing/lib/standing";
import { publishing } from "@/text/en/publishing";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button, buttonClass } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { amount, credits } from "@/ui/lib/format";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { type Column, Table } from "@/ui/Table";

const words = publishing.listings;

const COLUMNS: readonly Column<MyListing>[] = [
  { id: "name", header: words.name, cell: (row) => <Name listing={row} />, className: "w-full" },
  {
    id: "state",
    header: words.state,
    className: "sm:whitespace-nowrap",
    cell: (row) => <Standing listing={row} />,
  },
  {
    id: "price",
    header: words.price,
    isSecondary: true,
    className: "whitespace-nowrap tabular-nums",
    cell: ({ price }) => (price === null ? "–" : price === "0" ? words.free : credits(price)),
  },
  count("installs", words.installs, (row) => row.install_count),
  count("runs", words.runs, (row) => row.run_count),
  { id: "rating", header: words.rating, isSecondary: true, className: "whitespace-nowrap", cell: ratingOf },
  { id: "menu", header: "", cell: (row) => <ListingMenu listing={row} />, className: "w-10" },
];

/** What is offered or about to be, and how it stands. */
export function ListingsTab() {
  const listings = useInfiniteQuery(listingsQuery);
  const rows = listings.data?.pages.flatMap((page) => page.results) ?? [];
  if (listings.isPending) return <Skeleton className="h-48" />;
  if (listings.isError) return <LoadFailed error={listings.error} onRetry={() => void listings.refetch()} />;
  if (rows.length === 0) return <Nothing />;
  return (
    <div className="flex flex-col items-center gap-3">
      <Card className="w-full overflow-hidden">
        <Table label={words.label} columns={COLUMNS} rows={rows} keyOf={(row) => row.id} />
      </Card>
      {listings.hasNextPage && (
        <Button isBusy={listings.isFetchingNextPage} onClick={() => void listings.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </div>
  );
}

function Nothing() {
  return (
    <Card>
      <EmptyState
        icon={<Store className="size-6" />}
        title={words.emptyTitle}
        text={words.empty}
        action={
          <Link to="/agents" className={buttonClass({ kind: "primary" })}>
            {words.toAgents}
          </Link>
        }
      />
    </Card>
  );
}

function Name({ listing }: { listing: MyListing }) {
  const picture = listing.image && (
    <img
      src={imagePath(listing.image)}
      alt=""
      className="h-9 w-16 shrink-0 rounded object-cover max-sm:hidden"
    />
  );
  const title = <span className="font-medium">{listing.title}</span>;
  return (
    <div className="flex min-w-0 items-center gap-3">
      {picture}
      <div className="min-w-0">
        {listing.graph_id === null ? (
          title
        ) : (
          <Link to={`/agents/${listing.graph_id}/publish`} className="hover:underline">
            {title}
          </Link>
        )}
        {listing.note !== "" && (
          <p className="line-clamp-2 text-xs text-muted">
            {words.note} {listing.note}
          </p>
        )}
      </div>
    </div>
  );
}

function Standing({ listing }: { listing: MyListing }) {
  const standing = standingOf(listing);
  return (
    <>
      <Badge tone={STANDING_TONE[standing]}>{publishing.standing[standing]}</Badge>
      {listing.appeal?.state === "open" && <p className="mt-1 text-xs text-muted">{words.appealed}</p>}
    </>
  );
}

function count(id: string, header: string, of: (row: MyListing) => number): Column<MyListing> {
  const cell = (row: MyListing) => amount(of(row));
  return { id, header, isSecondary: true, className: "text-right tabular-nums", cell };
}

function ratingOf({ rating, rating_count: ratings }: MyListing) {
  if (rating === null) return <span className="text-faint">{words.noRating}</span>;
  return fill(words.rated, { mean: rating.toFixed(1), count: ratings });
}
