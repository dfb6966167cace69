import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { api, data } from "@/api/client";
import type { ExecutionSummary } from "@/api/schema";
import { Cost, RunName, Took } from "@/features/runs/components/RunFacts";
import { runs } from "@/text/en/runs";
import { StatusBadge } from "@/ui/Badge";
import { IconButton } from "@/ui/Button";
import { LoadFailed } from "@/ui/Page";
import { Loading } from "@/ui/Spinner";

const MOST = 200;
const words = runs.children;

/** What a run ran as sub-agents, and what those ran. */
export function ChildRuns({ executionId }: { executionId: string }) {
  const children = useChildren(executionId);
  if (children.isPending) return <Loading />;
  if (children.isError) return <LoadFailed error={children.error} onRetry={() => void children.refetch()} />;
  if (children.data.length === 0) return <p className="text-sm text-faint">{words.none}</p>;
  return (
    <ul aria-label={words.label} className="rounded-xl border border-line bg-surface">
      {children.data.map((child) => (
        <ChildRun key={child.id} run={child} />
      ))}
    </ul>
  );
}

function ChildRun({ run }: { run: ExecutionSummary }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <li className="border-b border-line last:border-0">
      <div className="flex items-center gap-2 px-3 py-2 text-sm">
        <IconButton
          size="small"
          label={words.label}
          aria-expanded={isOpen}
          icon={<ChevronRight aria-hidden className={clsx("size-4", isOpen && "rotate-90")} />}
          onClick={() => setIsOpen(!isOpen)}
        />
        <div className="min-w-0 flex-1">
          <RunName run={{ ...run, kind: "run" }} />
          {run.error !== null && <p className="truncate text-xs text-danger-text">{run.error}</p>}
        </div>
        <span className="max-sm:hidden">
          <Cost amount={run.cost} />
        </span>
        <Took run={run} />
        <StatusBadge status={run.status} />
      </div>
      {isOpen && (
        <div className="pr-3 pb-3 pl-8">
          <ChildRuns executionId={run.id} />
        </div>
      )}
    </li>
  );
}

export function useChildren(executionId: string) {
  return useQuery({
    queryKey: ["children", executionId],
    queryFn: async ({ signal }) => {
      const query = { parent: executionId, page_size: MOST };
      const page = await data(api.GET("/api/v1/executions", { params: { query }, signal }));
      return page.results.toReversed();
    },
  });
}
