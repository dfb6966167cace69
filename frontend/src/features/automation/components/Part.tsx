import type { ReactNode } from "react";
import { Link } from "react-router";
import { automation } from "@/text/en/automation";
import { buttonClass } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";

interface PartProps<Row> {
  title: string;
  icon: ReactNode;
  emptyTitle: string;
  empty: string;
  action?: ReactNode;
  /** Offered while the list is empty; left out: `action`. */
  emptyAction?: ReactNode;
  query: { data: readonly Row[] | undefined; error: Error | null; refetch: () => unknown };
  row: (row: Row) => ReactNode;
}

/** Where schedules and triggers are made. */
export const TO_AGENTS = (
  <Link to="/agents" className={buttonClass()}>
    {automation.toAgents}
  </Link>
);

/** A card with a list of one kind, and how to add to it. */
export function Part<Row>(props: PartProps<Row>) {
  const { title, icon, emptyTitle, empty, action, emptyAction = action, query, row } = props;
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
      {data?.length === 0 && <EmptyState icon={icon} title={emptyTitle} text={empty} action={emptyAction} />}
      {data !== undefined && data.length > 0 && <ul aria-label={title}>{data.map(row)}</ul>}
    </Card>
  );
}
