import { useInfiniteQuery } from "@tanstack/react-query";
import { Bot } from "lucide-react";
import { api, data } from "@/api/client";
import { nextCursor } from "@/api/cursor";
import type { GraphSummary } from "@/api/schema";
import { agents } from "@/text/en/agents";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button, buttonClass } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { LoadFailed, Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { type Column, Table } from "@/ui/Table";
import { RelativeTime } from "@/ui/Time";

const COLUMNS: readonly Column<GraphSummary>[] = [
  {
    id: "name",
    header: agents.name,
    className: "w-full max-w-0",
    cell: (graph) => (
      <>
        <span className="block truncate font-medium">{graph.name}</span>
        {graph.description !== "" && <span className="block truncate text-faint">{graph.description}</span>}
      </>
    ),
  },
  {
    id: "version",
    header: agents.version,
    isSecondary: true,
    cell: (graph) => <Badge>{fill(agents.versionNumber, { number: graph.version })}</Badge>,
  },
  {
    id: "changed",
    header: agents.changed,
    className: "text-muted",
    cell: (graph) => <RelativeTime at={graph.updated_at} />,
  },
];

export function AgentsPage() {
  return (
    <Page title={agents.title} intro={agents.intro}>
      <Card className="overflow-hidden">
        <AgentList />
      </Card>
    </Page>
  );
}

function AgentList() {
  const graphs = useInfiniteQuery({
    queryKey: ["graphs"],
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET("/api/v1/graphs", {
          params: { query: pageParam === "" ? {} : { cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: nextCursor,
  });
  if (graphs.isPending) return <Waiting />;
  if (graphs.isError) return <LoadFailed error={graphs.error} onRetry={() => void graphs.refetch()} />;
  const rows = graphs.data.pages.flatMap((page) => page.results);
  if (rows.length === 0) return <Empty />;
  return (
    <>
      <Table label={agents.title} columns={COLUMNS} rows={rows} keyOf={(graph) => graph.id} />
      {graphs.hasNextPage && (
        <div className="flex justify-center border-t border-line p-3">
          <Button isBusy={graphs.isFetchingNextPage} onClick={() => void graphs.fetchNextPage()}>
            {ui.loadMore}
          </Button>
        </div>
      )}
    </>
  );
}

function Empty() {
  const docs = (
    <a href="/api/docs" className={buttonClass()}>
      {agents.apiDocs}
    </a>
  );
  return (
    <EmptyState
      icon={<Bot className="size-6" />}
      title={agents.emptyTitle}
      text={agents.empty}
      action={docs}
    />
  );
}

function Waiting() {
  return (
    <div role="status" aria-label={ui.loading} className="flex flex-col gap-3 p-4">
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} className="h-9" />
      ))}
    </div>
  );
}
