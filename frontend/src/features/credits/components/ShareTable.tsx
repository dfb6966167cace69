import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { costsQuery, type Dimension } from "@/features/credits/api";
import { shownAmount } from "@/features/credits/lib/amounts";
import type { Span } from "@/features/credits/lib/days";
import { restOf, type Share, sharesOf, shownPercent } from "@/features/credits/lib/shares";
import { credits } from "@/text/en/credits";
import { fill } from "@/text/fill";
import { Card } from "@/ui/Card";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";

const words = credits.costs;
const MOST = 8;

interface ShareTableProps {
  by: Exclude<Dimension, "day">;
  span: Span;
  title: string;
  /** How a row is named. */
  nameOf: (share: Share) => ReactNode;
}

/** What was spent on each of one kind of thing, the dearest first, as a table with bars. */
export function ShareTable({ by, span, title, nameOf }: ShareTableProps) {
  const costs = useQuery(costsQuery(by, span));
  if (costs.isPending) return <Skeleton className="h-48" />;
  if (costs.isError) return <LoadFailed error={costs.error} onRetry={() => void costs.refetch()} />;
  const { results, total } = costs.data;
  const shares = sharesOf(results, total, MOST);
  const rest = restOf(shares, total);
  return (
    <Card className="min-w-0 overflow-hidden">
      <table className="w-full text-sm">
        <caption className="px-4 pt-3 pb-1 text-left font-semibold">{title}</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">{words.name[by]}</th>
            <th scope="col">{words.amount}</th>
            <th scope="col">{words.share}</th>
          </tr>
        </thead>
        <tbody>
          {shares.map((share) => (
            <tr key={share.key} className="relative">
              <th scope="row" className="w-full max-w-0 px-4 py-1.5 text-left font-normal">
                <span className="block truncate">{nameOf(share)}</span>
                <Bar length={share.length} />
              </th>
              <td className="px-2 py-1.5 text-right align-top tabular-nums">{shownAmount(share.amount)}</td>
              <td className="py-1.5 pr-4 text-right align-top whitespace-nowrap text-faint tabular-nums">
                {fill(words.percent, { value: shownPercent(share.percent) })}
              </td>
            </tr>
          ))}
          {rest !== null && (
            <tr className="text-muted">
              <th scope="row" className="px-4 py-1.5 text-left font-normal">
                {words.rest}
              </th>
              <td className="px-2 py-1.5 text-right tabular-nums">{shownAmount(rest)}</td>
              <td />
            </tr>
          )}
        </tbody>
      </table>
      <div className="h-2" />
    </Card>
  );
}

function Bar({ length }: { length: number }) {
  return (
    <span aria-hidden className="mt-1 block h-1.5 overflow-hidden rounded-full bg-subtle">
      <span className="block h-full rounded-full bg-accent" style={{ width: `${length * 100}%` }} />
    </span>
  );
}
