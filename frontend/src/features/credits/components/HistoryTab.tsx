import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Download, ReceiptText } from "lucide-react";
import { Link, useSearchParams } from "react-router";
import type { EntryRead } from "@/api/schema";
import { entriesFile, entriesQuery } from "@/features/credits/api";
import { shownAmount, shownMovement } from "@/features/credits/lib/amounts";
import { type Span, SPANS } from "@/features/credits/lib/days";
import {
  addressOf,
  changed,
  type EntryFilter,
  type EntryKind,
  filterOf,
  KINDS,
} from "@/features/credits/lib/entryFilter";
import { AgentPicker } from "@/features/runs/components/AgentPicker";
import { credits } from "@/text/en/credits";
import { runs } from "@/text/en/runs";
import { ui } from "@/text/en/ui";
import { Badge, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { LoadFailed } from "@/ui/Page";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Spinner";
import { type Column, Table } from "@/ui/Table";
import { RelativeTime } from "@/ui/Time";
import { Tooltip } from "@/ui/Tooltip";
import { download } from "@/values/download";

const words = credits.history;
const KIND_CHOICES = [
  { value: "any" as const, label: words.anyKind },
  ...KINDS.map((value) => ({ value, label: words.kinds[value] })),
];
const SPAN_CHOICES = [
  { value: "any" as const, label: runs.filters.anyTime },
  ...(Object.keys(SPANS) as Span[]).map((value) => ({ value, label: credits.span[value] })),
];
const TONES: Partial<Record<EntryKind, Tone>> = {
  grant: "success",
  topup: "success",
  refund: "info",
  expiry: "warning",
  adjust: "warning",
};

/** Every movement of credits, newest first. The filters stand in the address. */
export function HistoryTab() {
  const [query, setQuery] = useSearchParams();
  const filter = filterOf(query);
  const list = useInfiniteQuery(entriesQuery(filter));
  const rows = list.data?.pages.flatMap((page) => page.results) ?? [];
  const change = (next: EntryFilter) => setQuery((before) => addressOf(next, before), { replace: true });
  return (
    <div className="flex flex-col gap-3">
      <Filters filter={filter} onChange={change} />
      <Card className="overflow-hidden">
        {list.isPending && <Skeleton className="m-4 h-24" />}
        {list.isError && <LoadFailed error={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && rows.length === 0 && (
          <EmptyState
            icon={<ReceiptText className="size-6" />}
            title={words.emptyTitle}
            text={Object.keys(filter).length > 0 ? words.none : words.empty}
          />
        )}
        {rows.length > 0 && (
          <Table label={words.list} columns={COLUMNS} rows={rows} keyOf={(row) => row.id} />
        )}
        {list.hasNextPage && (
          <div className="flex justify-center border-t border-line p-3">
            <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {ui.loadMore}
            </Button>
          </div>
        )}
      </Card>
    </div>
  );
}

interface FiltersProps {
  filter: EntryFilter;
  onChange: (filter: EntryFilter) => void;
}

function Filters({ filter, onChange }: FiltersProps) {
  const exporting = useMutation({
    mutationFn: () => entriesFile(filter),
    onSuccess: (content) => download({ name: words.exportName, type: "text/csv", content }),
  });
  const { kind, span, graph } = filter;
  return (
    <div role="group" aria-label={words.filters} className="flex flex-wrap items-center gap-2">
      <Select
        label={words.kind}
        value={kind ?? "any"}
        choices={KIND_CHOICES}
        onChange={(next) => onChange(changed({ ...filter, kind: next === "any" ? undefined : next }))}
        className="h-8! w-36!"
      />
      <Select
        label={credits.span.label}
        value={span ?? "any"}
        choices={SPAN_CHOICES}
        onChange={(next) => onChange(changed({ ...filter, span: next === "any" ? undefined : next }))}
        className="h-8! w-40!"
      />
      <AgentPicker graphId={graph} onChange={(next) => onChange(changed({ ...filter, graph: next }))} />
      <span className="flex-1" />
      <Tooltip text={words.exportHint}>
        <Button
          icon={<Download aria-hidden className="size-4" />}
          isBusy={exporting.isPending}
          onClick={() => exporting.mutate()}
        >
          {words.export}
        </Button>
      </Tooltip>
    </div>
  );
}

const COLUMNS: readonly Column<EntryRead>[] = [
  {
    id: "kind",
    header: words.kind,
    cell: (row) => <Badge tone={TONES[row.kind] ?? "neutral"}>{words.kinds[row.kind]}</Badge>,
  },
  { id: "what", header: words.what, className: "w-full max-w-0", cell: (row) => <What entry={row} /> },
  {
    id: "when",
    header: words.when,
    isSecondary: true,
    className: "text-muted",
    cell: (row) => <RelativeTime at={row.created_at} />,
  },
  {
    id: "amount",
    header: words.amount,
    className: "text-right whitespace-nowrap tabular-nums",
    cell: (row) => (
      <span className={row.amount.startsWith("-") ? "" : "text-success-text"}>
        {shownMovement(row.amount)}
      </span>
    ),
  },
  {
    id: "after",
    header: words.after,
    isSecondary: true,
    className: "text-right whitespace-nowrap text-muted tabular-nums",
    cell: (row) => shownAmount(row.balance_after),
  },
];

function What({ entry }: { entry: EntryRead }) {
  const service = [entry.provider, entry.model].filter((part) => part !== "").join(" · ");
  return (
    <>
      <span className="block truncate">{service || entry.note || words.kinds[entry.kind]}</span>
      <span className="block truncate text-xs text-faint">
        {entry.execution_id !== null && (
          <Link to={`/runs/${entry.execution_id}`} className="underline hover:text-text">
            {words.run}
          </Link>
        )}
        {service !== "" && entry.note !== "" && ` ${entry.note}`}
      </span>
    </>
  );
}
