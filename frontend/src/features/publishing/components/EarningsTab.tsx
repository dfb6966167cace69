import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { EarningsRead, PayoutRead } from "@/api/schema";
import { shownAmount } from "@/features/credits/lib/amounts";
import { earningsQuery, payoutsQuery } from "@/features/publishing/api";
import { PayoutDialog } from "@/features/publishing/components/PayoutDialog";
import { publishing } from "@/text/en/publishing";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { credits } from "@/ui/lib/format";
import { LoadFailed, Notice } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { type Column, Table } from "@/ui/Table";
import { RelativeTime } from "@/ui/Time";

const words = publishing.earnings;
const TONES = { requested: "neutral", approved: "accent", paid: "success", rejected: "warning" } as const;

/** What was earned and not paid out, and what was asked for. */
export function EarningsTab() {
  const earnings = useQuery(earningsQuery);
  if (earnings.error?.status === 403) return <Notice tone="info">{words.forAdmins}</Notice>;
  if (earnings.isError) return <LoadFailed error={earnings.error} onRetry={() => void earnings.refetch()} />;
  if (earnings.isPending) return <Skeleton className="h-48" />;
  return (
    <div className="flex flex-col gap-4">
      <Available earnings={earnings.data} />
      <Payouts />
    </div>
  );
}

function Available({ earnings }: { earnings: EarningsRead }) {
  const [isAsking, setIsAsking] = useState(false);
  const least = earnings.least.toLocaleString("en");
  const isEnough = Number(earnings.available) >= earnings.least;
  return (
    <Card className="flex flex-wrap items-center gap-4 p-4">
      <div className="min-w-0 flex-1 basis-72">
        <p className="text-xs text-muted">{words.available}</p>
        <p className="text-xl font-semibold tabular-nums">{credits(earnings.available)}</p>
        <p className="mt-1 max-w-2xl text-sm text-muted">{fill(words.intro, { least })}</p>
      </div>
      <Button kind="primary" disabled={!isEnough} onClick={() => setIsAsking(true)}>
        {words.ask}
      </Button>
      {isAsking && <PayoutDialog earnings={earnings} onClose={() => setIsAsking(false)} />}
    </Card>
  );
}

const COLUMNS: readonly Column<PayoutRead>[] = [
  { id: "when", header: words.when, cell: (row) => <RelativeTime at={row.created_at} /> },
  { id: "amount", header: words.amount, cell: (row) => shownAmount(row.amount) },
  {
    id: "state",
    header: words.state,
    cell: (row) => (
      <>
        <Badge tone={TONES[row.state]}>{words.states[row.state]}</Badge>
        {row.note !== "" && <p className="mt-1 text-xs text-muted">{row.note}</p>}
      </>
    ),
  },
  { id: "destination", header: words.destination, isSecondary: true, cell: (row) => row.destination },
];

function Payouts() {
  const payouts = useInfiniteQuery(payoutsQuery);
  const rows = payouts.data?.pages.flatMap((page) => page.results) ?? [];
  if (payouts.isPending) return <Skeleton className="h-24" />;
  if (payouts.isError) return <LoadFailed error={payouts.error} onRetry={() => void payouts.refetch()} />;
  if (rows.length === 0) return <p className="text-sm text-muted">{words.none}</p>;
  return (
    <div className="flex flex-col items-center gap-3">
      <Card className="w-full overflow-hidden">
        <Table label={words.label} columns={COLUMNS} rows={rows} keyOf={(row) => row.id} />
      </Card>
      {payouts.hasNextPage && (
        <Button isBusy={payouts.isFetchingNextPage} onClick={() => void payouts.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </div>
  );
}
