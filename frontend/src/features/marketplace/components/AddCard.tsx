import { useMutation } from "@tanstack/react-query";
import { Check, Flag, LibraryBig, LogIn, Plus } from "lucide-react";
import { useState } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { useIsSignedIn } from "@/api/hooks";
import type { ListingRead } from "@/api/schema";
import { signInPath } from "@/app/lib/returnPath";
import { install } from "@/features/marketplace/api";
import { ReportDialog } from "@/features/marketplace/components/ReportDialog";
import { priceText } from "@/features/marketplace/lib/shown";
import { marketplace } from "@/text/en/marketplace";
import { fill } from "@/text/fill";
import { Button, buttonClass } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { toast } from "@/ui/toast";

const { page: words } = marketplace;

/** What it costs, and the way into one's library. */
export function AddCard({ listing }: { listing: ListingRead }) {
  return (
    <Card className="flex flex-col gap-3 p-4">
      <div>
        <p className="text-xl font-semibold">{priceText(listing.price)}</p>
        <p className="text-xs text-muted">{words.steps}</p>
      </div>
      <Way listing={listing} />
      <p className="text-xs text-muted">{listing.is_closed ? words.closedHint : words.openHint}</p>
      {useIsSignedIn() && <Report listingId={listing.id} />}
    </Card>
  );
}

function Way({ listing }: { listing: ListingRead }) {
  const isSignedIn = useIsSignedIn();
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const adding = useMutation({
    mutationFn: () => install(listing.id, listing.price),
    onSuccess: (graphId) => {
      toast.success(fill(words.adding, { title: listing.title }));
      void navigate(`/agents/${graphId}`);
    },
  });
  if (!isSignedIn) {
    return (
      <Link to={signInPath(pathname + search)} className={buttonClass({ kind: "primary", size: "large" })}>
        <LogIn aria-hidden className="size-4" />
        {words.signInToAdd}
      </Link>
    );
  }
  if (listing.installed !== null) {
    return (
      <>
        <Link to={`/agents/${listing.installed}`} className={buttonClass({ kind: "primary", size: "large" })}>
          <LibraryBig aria-hidden className="size-4" />
          {words.openInLibrary}
        </Link>
        <p className="flex items-center gap-1.5 text-sm text-success-text">
          <Check aria-hidden className="size-4" />
          {words.inLibrary}
        </p>
      </>
    );
  }
  return (
    <Button
      kind="primary"
      size="large"
      icon={<Plus aria-hidden className="size-4" />}
      isBusy={adding.isPending}
      onClick={() => adding.mutate()}
    >
      {words.add}
    </Button>
  );
}

function Report({ listingId }: { listingId: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button
        kind="ghost"
        size="small"
        className="self-start"
        icon={<Flag aria-hidden className="size-3.5" />}
        onClick={() => setIsOpen(true)}
      >
        {marketplace.report.ofListing}
      </Button>
      {isOpen && <ReportDialog of={{ listing: listingId }} onClose={() => setIsOpen(false)} />}
    </>
  );
}
