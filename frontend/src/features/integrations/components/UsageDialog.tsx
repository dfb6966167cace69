import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { CredentialRead, CredentialUsageRead } from "@/api/schema";
import { usageQuery } from "@/features/integrations/api";
import { integrations as words } from "@/text/en/integrations";
import { fill } from "@/text/fill";
import { Dialog } from "@/ui/Dialog";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { RelativeTime } from "@/ui/Time";

const USES = [
  [words.usageNamed, true],
  [words.usageOpen, false],
] as const;

/** Which agents name a credential, and which could take it. */
export function UsageDialog({ credential, onClose }: { credential: CredentialRead; onClose: () => void }) {
  const usage = useQuery(usageQuery(credential.id));
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.usageTitle, { title: credential.title })}>
      {usage.isPending && <Skeleton className="h-24" />}
      {usage.isError && <LoadFailed error={usage.error} onRetry={() => void usage.refetch()} />}
      {usage.data?.agents.length === 0 && <p className="text-sm text-muted">{words.usageNone}</p>}
      {USES.map(([label, namesIt]) => (
        <Agents
          key={label}
          label={label}
          agents={usage.data?.agents.filter((agent) => agent.names_it === namesIt) ?? []}
        />
      ))}
    </Dialog>
  );
}

function Agents({ label, agents }: { label: string; agents: CredentialUsageRead["agents"] }) {
  if (agents.length === 0) return null;
  return (
    <section className="mb-4">
      <h3 className="mb-1 text-sm font-medium">{label}</h3>
      <ul className="flex flex-col">
        {agents.map((agent) => (
          <li key={agent.graph_id} className="flex items-center justify-between gap-3 py-1 text-sm">
            <Link
              to={`/agents/${agent.graph_id}/build`}
              className="truncate text-accent-text hover:underline"
            >
              {agent.graph_name}
            </Link>
            {agent.last_execution !== null && (
              <Link
                to={`/runs/${agent.last_execution.id}`}
                className="shrink-0 text-xs text-muted hover:underline"
              >
                <RelativeTime at={agent.last_execution.created_at} />
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
