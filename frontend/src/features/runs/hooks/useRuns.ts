import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ExecutionSummary } from "@/api/schema";
import { hasEnded } from "@/features/runs/lib/state";
import { throttled } from "@/features/runs/lib/throttle";
import { RUNS_KEY, runsQuery } from "@/features/runs/queries";
import type { RunFilter } from "@/features/runs/lib/filter";
import { useConnection, useWorkspaceHints } from "@/live/live";

const REFRESH_MS = 1000; // at most so often, however much changes
const POLL_MS = 5000; // while something runs and nobody tells of it

/** A list of runs that keeps itself up to date. */
export function useRuns(filter: RunFilter) {
  const client = useQueryClient();
  const { state } = useConnection();
  const list = useInfiniteQuery({
    ...runsQuery(filter),
    refetchOnMount: "always", // nobody listened for hints while it was away
    refetchInterval: (query) => {
      const rows = query.state.data?.pages.flatMap((page) => page.results) ?? [];
      return state !== "open" && rows.some((row) => !hasEnded(row.status)) ? POLL_MS : false;
    },
  });
  const [refresh] = useState(() =>
    throttled(() => void client.invalidateQueries({ queryKey: RUNS_KEY }), REFRESH_MS),
  );
  useWorkspaceHints({
    onHint: (hint) => {
      if (hint.type === "executions.changed") refresh();
    },
    onGap: refresh,
  });
  const rows: ExecutionSummary[] = list.data?.pages.flatMap((page) => page.results) ?? [];
  return { list, rows };
}
