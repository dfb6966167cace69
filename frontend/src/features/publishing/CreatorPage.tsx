import { useQuery } from "@tanstack/react-query";
import { Hammer } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import { profileQuery } from "@/features/publishing/api";
import { EarningsTab } from "@/features/publishing/components/EarningsTab";
import { ListingsTab } from "@/features/publishing/components/ListingsTab";
import { NumbersTab } from "@/features/publishing/components/NumbersTab";
import { ProfileTab } from "@/features/publishing/components/ProfileTab";
import { publishing } from "@/text/en/publishing";
import { buttonClass } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { LoadFailed, Page } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { Tabs } from "@/ui/Tabs";

const words = publishing.creator;
const TABS = ["listings", "numbers", "earnings", "profile"] as const;
type Tab = (typeof TABS)[number];

/** What a workspace offers, how that does, and what the public sees of it. */
export function CreatorPage() {
  const [query, setQuery] = useSearchParams();
  const profile = useQuery(profileQuery);
  const tab: Tab = TABS.find((one) => one === query.get("tab")) ?? "listings";
  if (profile.error?.status === 403) return <ForBuilders />;
  const content: Record<Tab, () => ReactNode> = {
    listings: () => <ListingsTab />,
    numbers: () => <NumbersTab />,
    earnings: () => <EarningsTab />,
    profile: () => {
      if (profile.isPending) return <Skeleton className="h-64" />;
      if (profile.isError) return <LoadFailed error={profile.error} onRetry={() => void profile.refetch()} />;
      return <ProfileTab profile={profile.data} />;
    },
  };
  const slug = profile.data?.slug ?? null;
  return (
    <Page
      title={words.title}
      intro={words.intro}
      actions={
        slug !== null && (
          <Link to={`/marketplace/creators/${slug}`} className={buttonClass()}>
            {words.publicPage}
          </Link>
        )
      }
    >
      <Tabs
        label={words.tabs.label}
        value={tab}
        onChange={(next) => setQuery(next === "listings" ? {} : { tab: next }, { replace: true })}
        tabs={TABS.map((value) => ({
          value,
          label: words.tabs[value],
          content: value === tab ? content[value]() : null,
        }))}
      />
    </Page>
  );
}

function ForBuilders() {
  return (
    <Page title={words.title}>
      <Card>
        <EmptyState icon={<Hammer className="size-6" />} title={words.roleTitle} text={words.roleText} />
      </Card>
    </Page>
  );
}
