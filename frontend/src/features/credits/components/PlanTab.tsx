import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { tiersQuery } from "@/features/credits/billing";
import { AutoTopUp } from "@/features/credits/components/AutoTopUp";
import { Papers } from "@/features/credits/components/Papers";
import { Tiers } from "@/features/credits/components/Tiers";
import { TopUpForm } from "@/features/credits/components/TopUpForm";
import { useCurrentWorkspace } from "@/features/settings/hooks/useCurrentWorkspace";
import { mayAdminister } from "@/features/settings/lib/roles";
import { credits } from "@/text/en/credits";
import { LoadFailed, Notice } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";

const words = credits.plan;

/** How credits come: bought, by themselves, or with a tier; and the papers about it. */
export function PlanTab() {
  const [query] = useSearchParams();
  const current = useCurrentWorkspace();
  const tiers = useQuery(tiersQuery);
  if (tiers.isError) return <LoadFailed error={tiers.error} onRetry={() => void tiers.refetch()} />;
  if (tiers.isPending || current === undefined) return <Skeleton className="h-48" />;
  const mayPay = mayAdminister(current.role);
  const hasPayments = tiers.data.has_payments;
  return (
    <div className="flex flex-col gap-4">
      {query.get("paid") !== null && <Notice tone="success">{words.underWay}</Notice>}
      {!hasPayments && <Notice tone="info">{words.noPayments}</Notice>}
      {hasPayments && !mayPay && <Notice tone="info">{words.notAllowed}</Notice>}
      {hasPayments && mayPay && (
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <TopUpForm />
          <AutoTopUp />
        </div>
      )}
      <Tiers tiers={tiers.data} mayPay={hasPayments && mayPay} />
      <Papers hasInvoices={hasPayments && mayPay} />
    </div>
  );
}
