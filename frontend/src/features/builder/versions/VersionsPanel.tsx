import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, X } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { api, data } from "@/api/client";
import { nextCursor } from "@/api/cursor";
import type { VersionSummary } from "@/api/schema";
import { DescribeDialog } from "@/features/agents/components/DescribeDialog";
import { useVersionRemoval } from "@/features/agents/hooks/useVersionRemoval";
import { DiffDialog } from "@/features/builder/versions/DiffDialog";
import { setCanvas } from "@/features/builder/store/canvas";
import { useBuilder } from "@/features/builder/store/document";
import { agent } from "@/text/en/agent";
import { builder } from "@/text/en/builder";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { DropdownMenu, type MenuEntry } from "@/ui/menus";
import { LoadFailed } from "@/ui/Page";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Spinner";
import { RelativeTime } from "@/ui/Time";
import { toast } from "@/ui/toast";

type Filter = "all" | "named" | "mine";

const text = builder.history;
const FILTERS: readonly Filter[] = ["all", "named", "mine"];

/** Who saved what when; any of them can be opened, compared, named and brought back. */
export function VersionsPanel({ graphId }: { graphId: string }) {
  const [filter, setFilter] = useState<Filter>("all");
  return (
    <aside
      aria-label={text.title}
      className="flex h-full min-h-0 w-full flex-col border-l border-line bg-surface"
    >
      <header className="flex items-center gap-2 border-b border-line py-2 pr-2 pl-4">
        <h2 className="flex-1 text-sm font-semibold">{text.title}</h2>
        <Select
          label={text.filter}
          value={filter}
          choices={FILTERS.map((value) => ({ value, label: text[value] }))}
          onChange={setFilter}
          className="h-8! w-28"
        />
        <IconButton
          label={ui.close}
          icon={<X aria-hidden className="size-4" />}
          onClick={() => setCanvas({ panel: null })}
        />
      </header>
      <List graphId={graphId} filter={filter} />
    </aside>
  );
}

function List({ graphId, filter }: { graphId: string; filter: Filter }) {
  const [compared, setCompared] = useState<{ old: number; number: number } | null>(null);
  const [described, setDescribed] = useState<VersionSummary | null>(null);
  const versions = useInfiniteQuery({
    queryKey: ["graphs", graphId, "versions", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        page_size: 30,
        ...(pageParam !== "" && { cursor: pageParam }),
        ...(filter !== "all" && { [filter]: true }),
      };
      const params = { path: { graph_id: graphId }, query };
      return data(api.GET("/api/v1/graphs/{graph_id}/versions", { params, signal }));
    },
    initialPageParam: "",
    getNextPageParam: nextCursor,
  });
  if (versions.isPending) return <Skeleton className="m-4 h-24" />;
  if (versions.isError) return <LoadFailed error={versions.error} onRetry={() => void versions.refetch()} />;
  const rows = versions.data.pages.flatMap((page) => page.results);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      {rows.length === 0 && <p className="p-4 text-sm text-faint">{text.empty}</p>}
      <ol className="divide-y divide-line">
        {rows.map((row, place) => (
          <Row
            key={row.version}
            row={row}
            before={rows[place + 1]?.version}
            graphId={graphId}
            onCompare={setCompared}
            onDescribe={setDescribed}
          />
        ))}
      </ol>
      {versions.hasNextPage && (
        <Button
          className="m-3"
          isBusy={versions.isFetchingNextPage}
          onClick={() => void versions.fetchNextPage()}
        >
          {ui.loadMore}
        </Button>
      )}
      {compared !== null && <DiffDialog graphId={graphId} {...compared} onClose={() => setCompared(null)} />}
      {described !== null && (
        <DescribeDialog graphId={graphId} version={described} onClose={() => setDescribed(null)} />
      )}
    </div>
  );
}

interface RowProps {
  row: VersionSummary;
  /** The number of the version below it in the list. */
  before: number | undefined;
  graphId: string;
  onCompare: (versions: { old: number; number: number }) => void;
  onDescribe: (row: VersionSummary) => void;
}

function Row({ row, before, graphId, onCompare, onDescribe }: RowProps) {
  const opened = useBuilder((state) => state.version);
  const navigate = useNavigate();
  const { restore, activate } = useVersionActions(graphId);
  const remove = useVersionRemoval(graphId);
  const number = row.version;
  const isOpen = opened === number;
  const open = () =>
    void navigate(row.is_active ? `/agents/${graphId}/build` : `/agents/${graphId}/build?version=${number}`);
  const entries: MenuEntry[] = [
    { label: text.open, isDisabled: isOpen, onSelect: open },
    { label: text.rename, onSelect: () => onDescribe(row) },
    { kind: "rule" },
    ...(opened === null || isOpen
      ? []
      : [
          {
            label: fill(text.compare, { number: opened }),
            onSelect: () => onCompare({ old: Math.min(number, opened), number: Math.max(number, opened) }),
          },
        ]),
    ...(before === undefined
      ? []
      : [
          {
            label: fill(text.compare, { number: before }),
            onSelect: () => onCompare({ old: before, number }),
          },
        ]),
    { kind: "rule" },
    { label: text.activate, isDisabled: row.is_active, onSelect: () => activate.mutate(number) },
    { label: text.restore, onSelect: () => restore.mutate(number) },
    { kind: "rule" },
    {
      label: agent.versions.delete,
      isDanger: true,
      isDisabled: row.is_active || isOpen,
      onSelect: () => void remove(number),
    },
  ];
  return (
    <li className={`flex items-start gap-2 py-2.5 pr-2 pl-4 ${isOpen ? "bg-accent-soft/40" : ""}`}>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
          <span className="tabular-nums">{fill(builder.version, { number })}</span>
          {row.label !== "" && <span className="truncate">{row.label}</span>}
          {row.is_active && <Badge tone="success">{text.active}</Badge>}
          {isOpen && <Badge tone="accent">{text.opened}</Badge>}
        </p>
        {row.notes !== "" && <p className="mt-0.5 line-clamp-3 text-xs text-muted">{row.notes}</p>}
        <p className="mt-0.5 truncate text-xs text-faint">
          <RelativeTime at={row.created_at} />
          {row.created_by !== null && ` ${fill(text.by, { name: row.created_by })}`}
        </p>
      </div>
      <DropdownMenu entries={entries}>
        <IconButton
          size="small"
          label={fill(text.menu, { number })}
          icon={<Ellipsis aria-hidden className="size-4" />}
        />
      </DropdownMenu>
    </li>
  );
}

function useVersionActions(graphId: string) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ["graphs"] });
    void queries.invalidateQueries({ queryKey: ["misfits", graphId] });
  };
  const restore = useMutation({
    mutationFn: (number: number) => {
      const params = { path: { graph_id: graphId, number } };
      const body = { label: "", notes: "" };
      return data(api.POST("/api/v1/graphs/{graph_id}/versions/{number}/restore", { params, body }));
    },
    onSuccess: (graph, old) => {
      refresh();
      toast.success(fill(text.restored, { old, number: graph.version }));
      void navigate(`/agents/${graphId}/build?version=${graph.version}`);
    },
  });
  const activate = useMutation({
    mutationFn: (number: number) => {
      const params = { path: { graph_id: graphId, number } };
      return data(api.POST("/api/v1/graphs/{graph_id}/versions/{number}/activate", { params }));
    },
    onSuccess: (_graph, number) => {
      refresh();
      toast.success(fill(text.activated, { number }));
    },
  });
  return { restore, activate };
}
