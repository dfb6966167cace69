import type { ReactNode } from "react";
import { Card, EmptyState } from "@/ui/Card";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";

interface PartProps<Row> {
  title: string;
  icon: ReactNode;
  emptyTitle: string;
  empty: string;
  action?: ReactNode;
  query: { data: readonly Row[] | undefined; error: Error | null; refetch: () => unknown };
  row: (row: Row) => ReactNode;
}

/** A card with a list of one kind, and how to add to it. */
export function Part<Row>({ title, icon, emptyTitle, empty, action, query, row }: PartProps<Row>) {
  const { data, error } = query;
  return (
    <Card className="overflow-hidden">
      <div className="flex items-center justify-between gap-3 px-4 py-3">
        <h2 className="font-semibold">{title}</h2>
        {data !== undefined && data.length > 0 && action}
      </div>
      {data === undefined && error === null && <Skeleton className="m-4 h-16" />}
      {data === undefined && error !== null && (
        <LoadFailed error={error} onRetry={() => void query.refetch()} />
      )}
      {data?.length === 0 && <EmptyState icon={icon} title={emptyTitle} text={empty} action={action} />}
      {data !== undefined && data.length > 0 && <ul aria-label={title}>{data.map(row)}</ul>}
    </Card>
  );
}
