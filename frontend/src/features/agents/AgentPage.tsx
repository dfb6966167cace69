import { useQuery } from "@tanstack/react-query";
import { Workflow } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { Link, useLocation, useNavigate, useParams, useSearchParams } from "react-router";
import type { GraphRead } from "@/api/schema";
import { NotFound } from "@/app/components/ErrorPages";
import { graphQuery, graphSummaryQuery } from "@/features/agents/api";
import { AgentMenu } from "@/features/agents/components/AgentMenu";
import { ApiTab } from "@/features/agents/components/ApiTab";
import { OriginNotice } from "@/features/agents/components/OriginNotice";
import { RunTab } from "@/features/agents/components/RunTab";
import { SettingsTab } from "@/features/agents/components/SettingsTab";
import { VersionsTab } from "@/features/agents/components/VersionsTab";
import { AutomationTab } from "@/features/automation/components/AutomationTab";
import { MisfitsNotice } from "@/features/automation/components/Misfits";
import { RunsTable } from "@/features/runs/components/RunsTable";
import { agent as words } from "@/text/en/agent";
import { agents } from "@/text/en/agents";
import { shell } from "@/text/en/shell";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { buttonClass } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { LoadFailed, Page } from "@/ui/Page";
import { Loading } from "@/ui/Spinner";
import { Tabs } from "@/ui/Tabs";

const TABS = ["run", "automation", "runs", "versions", "api", "settings"] as const;
type TabName = (typeof TABS)[number];

export function AgentPage() {
  const { graphId = "" } = useParams();
  const graph = useQuery(graphQuery(graphId));
  if (graph.isPending) return <Loading />;
  if (graph.error?.status === 404) return <NotFound />;
  if (graph.isError) return <LoadFailed error={graph.error} onRetry={() => void graph.refetch()} />;
  return <Loaded key={graphId} graph={graph.data} />;
}

function Loaded({ graph }: { graph: GraphRead }) {
  const [params, setParams] = useSearchParams();
  const tabs = TABS.filter((one) => one !== "versions" || graph.origin?.is_closed !== true);
  const tab = tabs.find((one) => one === params.get("tab")) ?? "run";
  const choose = (next: TabName) => setParams(next === "run" ? {} : { tab: next }, { replace: true });
  useTitleOf(graph.name);
  const { firstInputs } = (useLocation().state ?? {}) as { firstInputs?: Record<string, unknown> };
  const content: Record<TabName, () => ReactNode> = {
    run: () => <RunTab graph={graph} {...(firstInputs && { firstInputs })} />,
    automation: () => <AutomationTab graph={graph} />,
    runs: () => (
      <Card className="overflow-hidden">
        <RunsTable filter={{ graph: graph.id }} />
      </Card>
    ),
    versions: () => <VersionsTab graphId={graph.id} />,
    api: () => <ApiTab graph={graph} />,
    settings: () => <SettingsTab graph={graph} />,
  };
  return (
    <Page title={graph.name} intro={graph.description || undefined} actions={<Actions graph={graph} />}>
      {graph.origin !== null && <OriginNotice graph={graph} origin={graph.origin} />}
      <MisfitsNotice graphId={graph.id} />
      <Tabs
        label={words.tabs.label}
        value={tab}
        onChange={choose}
        tabs={tabs.map((value) => ({
          value,
          label: words.tabs[value],
          content: value === tab ? content[value]() : null,
        }))}
      />
    </Page>
  );
}

function Actions({ graph }: { graph: GraphRead }) {
  const navigate = useNavigate();
  const { data: summary } = useQuery(graphSummaryQuery(graph.id));
  return (
    <>
      {graph.is_draft && <Badge tone="warning">{agents.draft}</Badge>}
      <Badge className="tabular-nums">{fill(agents.versionNumber, { number: graph.version })}</Badge>
      {graph.origin === null && (
        <Link to={`/agents/${graph.id}/build`} className={buttonClass()}>
          <Workflow aria-hidden className="size-4" />
          {words.build}
        </Link>
      )}
      {summary && <AgentMenu agent={summary} isOnPage onDeleted={() => void navigate("/agents")} />}
    </>
  );
}

/** The route says "Agent"; which one is known later. */
function useTitleOf(name: string): void {
  useEffect(() => {
    document.title = fill(shell.title, { page: name });
  }, [name]);
}
