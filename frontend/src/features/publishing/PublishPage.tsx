import { useQuery } from "@tanstack/react-query";
import { Gavel } from "lucide-react";
import { useEffect, useState } from "react";
import { Link, useParams } from "react-router";
import type { GraphRead, MyListing } from "@/api/schema";
import { NotFound } from "@/app/components/ErrorPages";
import { graphQuery } from "@/features/agents/api";
import { historyQuery, listingOfQuery, submissionQuery } from "@/features/publishing/api";
import { AppealDialog } from "@/features/publishing/components/AppealDialog";
import { AppealNotice } from "@/features/publishing/components/AppealNotice";
import { BeginCard } from "@/features/publishing/components/BeginCard";
import { DraftEditor } from "@/features/publishing/components/DraftEditor";
import { History } from "@/features/publishing/components/History";
import { PendingCard } from "@/features/publishing/components/PendingCard";
import { appealable, STANDING_TONE, standingOf, standingRejection } from "@/features/publishing/lib/standing";
import { publishing as words } from "@/text/en/publishing";
import { shell } from "@/text/en/shell";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button, buttonClass } from "@/ui/Button";
import { LoadFailed, Notice, Page } from "@/ui/Page";
import { Loading, Skeleton } from "@/ui/Spinner";

/** Offers one agent to others, and shows what became of it. */
export function PublishPage() {
  const { graphId = "" } = useParams();
  const graph = useQuery(graphQuery(graphId));
  const listing = useQuery(listingOfQuery(graphId));
  if (graph.error?.status === 404) return <NotFound />;
  if (graph.isError) return <LoadFailed error={graph.error} onRetry={() => void graph.refetch()} />;
  if (listing.isError) return <LoadFailed error={listing.error} onRetry={() => void listing.refetch()} />;
  if (graph.isPending || listing.isPending) return <Loading />;
  return <Loaded graph={graph.data} listing={listing.data} />;
}

function Loaded({ graph, listing }: { graph: GraphRead; listing: MyListing | null }) {
  const title = fill(words.pageTitle, { name: graph.name });
  useEffect(() => {
    document.title = fill(shell.title, { page: title });
  }, [title]);
  const standing = listing && standingOf(listing);
  return (
    <Page
      title={title}
      intro={words.intro}
      actions={
        <>
          {standing && <Badge tone={STANDING_TONE[standing]}>{words.standing[standing]}</Badge>}
          <Link to="/creator" className={buttonClass()}>
            {words.mine}
          </Link>
          <Link to={`/agents/${graph.id}`} className={buttonClass()}>
            {words.back}
          </Link>
        </>
      }
    >
      {listing !== null && <LastNote listing={listing} />}
      {listing !== null && <AppealButton listing={listing} />}
      {listing?.appeal && <AppealNotice appeal={listing.appeal} />}
      <UnderWay graph={graph} listing={listing} />
      {listing !== null && <HistoryOf listing={listing} />}
    </Page>
  );
}

/** Why it was rejected or taken down, for as long as nothing else was decided. */
function LastNote({ listing }: { listing: MyListing }) {
  const isTold = standingRejection(listing) !== null || listing.state === "taken_down";
  if (listing.note === "" || !isTold) return null;
  return (
    <Notice tone="warning">
      <p className="font-medium">{words.history.note}</p>
      <p className="whitespace-pre-line">{listing.note}</p>
    </Notice>
  );
}

/** Offered while there is a decision to appeal against. */
function AppealButton({ listing }: { listing: MyListing }) {
  const [isOpen, setIsOpen] = useState(false);
  const against = appealable(listing);
  if (against === undefined) return null;
  return (
    <>
      <Button
        className="self-start"
        icon={<Gavel aria-hidden className="size-4" />}
        onClick={() => setIsOpen(true)}
      >
        {words.listings.appeal}
      </Button>
      {isOpen && <AppealDialog listing={listing} against={against} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function UnderWay({ graph, listing }: { graph: GraphRead; listing: MyListing | null }) {
  const underWay = listing?.under_way ?? null;
  if (underWay === null) return <BeginCard graph={graph} listing={listing} />;
  if (underWay.state === "pending") return <PendingCard submission={underWay} />;
  return <Draft id={underWay.id} graph={graph} />;
}

function Draft({ id, graph }: { id: string; graph: GraphRead }) {
  const draft = useQuery(submissionQuery(id));
  if (draft.isPending) return <Skeleton className="h-96" />;
  if (draft.isError) return <LoadFailed error={draft.error} onRetry={() => void draft.refetch()} />;
  return <DraftEditor key={id} draft={draft.data} graph={graph} />;
}

function HistoryOf({ listing }: { listing: MyListing }) {
  const { data: rows } = useQuery(historyQuery(listing.id));
  const past = rows?.filter((row) => row.state !== "draft") ?? [];
  return past.length === 0 ? null : <History rows={past} toldId={standingRejection(listing)} />;
}
