import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { CredentialRead } from "@/api/schema";
import { usageQuery } from "@/features/integrations/api";
import { integrations as words } from "@/text/en/integrations";
import { fill } from "@/text/fill";
import { Dialog } from "@/ui/Dialog";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { RelativeTime } from "@/ui/Time";

/** Which agents name a credential, and what ran with it. */
export function UsageDialog({ credential, onClose }: { credential: CredentialRead; onClose: () => void }) {
  const usage = useQuery(usageQuery(credential.id));
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.usageTitle, { title: credential.title })}>
      {usage.isPending && <Skeleton className="h-24" />}
      {usage.isError && <LoadFailed error={usage.error} onRetry={() => void usage.refetch()} />}
      {usage.data?.agents.length === 0 && <p className="text-sm text-muted">{words.usageNone}</p>}
      {usage.data !== undefined && usage.data.agents.length > 0 && (
        <section>
          <h3 className="mb-1 text-sm font-medium">{words.usageAgents}</h3>
          <ul className="flex flex-col">
            {usage.data.agents.map((agent) => (
              <li key={agent.id}>
                <Link
                  to={`/agents/${agent.id}/build`}
                  className="block truncate rounded-md py-1 text-sm text-accent-text hover:underline"
                >
                  {agent.name}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      {usage.data !== undefined && usage.data.runs.length > 0 && (
        <section className="mt-4">
          <h3 className="mb-1 text-sm font-medium">{words.usageRuns}</h3>
          <ul className="flex flex-col">
            {usage.data.runs.map((run) => (
              <li key={run.id} className="flex items-center justify-between gap-3 py-1 text-sm">
                <Link to={`/runs/${run.id}`} className="truncate text-accent-text hover:underline">
                  {run.graph_name}
                </Link>
                {run.started_at !== null && (
                  <span className="text-xs text-faint">
                    <RelativeTime at={run.started_at} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}
