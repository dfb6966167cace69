import { useQuery } from "@tanstack/react-query";
import { Coins } from "lucide-react";
import { useSearchParams } from "react-router";
import { balanceQuery } from "@/features/credits/api";
import { BalanceCards } from "@/features/credits/components/BalanceCards";
import { BudgetsTab } from "@/features/credits/components/BudgetsTab";
import { CostsTab } from "@/features/credits/components/CostsTab";
import { HistoryTab } from "@/features/credits/components/HistoryTab";
import { PlanTab } from "@/features/credits/components/PlanTab";
import { credits } from "@/text/en/credits";
import { Card, EmptyState } from "@/ui/Card";
import { LoadFailed, Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { Tabs } from "@/ui/Tabs";

const words = credits.tabs;
const TABS = ["costs", "history", "budgets", "plan"] as const;
type Tab = (typeof TABS)[number];

/** What the workspace has, what it was spent on, and how more of it comes. */
export function CreditsPage() {
  const [query, setQuery] = useSearchParams();
  const balance = useQuery({ ...balanceQuery, refetchOnMount: "always" });
  const tab: Tab = TABS.find((one) => one === query.get("tab")) ?? (query.has("paid") ? "plan" : "costs");
  if (balance.data?.is_enabled === false) return <NothingIsCharged />;
  return (
    <Page title={credits.title} intro={credits.intro}>
      {balance.isPending && <Skeleton className="h-20" />}
      {balance.isError && <LoadFailed error={balance.error} onRetry={() => void balance.refetch()} />}
      {balance.data !== undefined && <BalanceCards balance={balance.data} />}
      <Tabs
        label={words.label}
        value={tab}
        onChange={(next) => setQuery({ tab: next }, { replace: true })}
        tabs={[
          { value: "costs", label: words.costs, content: <CostsTab /> },
          { value: "history", label: words.history, content: <HistoryTab /> },
          { value: "budgets", label: words.budgets, content: <BudgetsTab /> },
          { value: "plan", label: words.plan, content: <PlanTab /> },
        ]}
      />
    </Page>
  );
}

function NothingIsCharged() {
  return (
    <Page title={credits.title}>
      <Card>
        <EmptyState icon={<Coins className="size-6" />} title={credits.title} text={credits.isOff} />
      </Card>
    </Page>
  );
}
