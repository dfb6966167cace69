import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, data } from "@/api/client";
import { nextCursor } from "@/api/cursor";
import type { NodeExecutionRead } from "@/api/schema";
import { type FiringPage, settledPages } from "@/features/runs/lib/pages";

const PAGE = 500;
const MOST_PAGES = 40; // twice of what an execution may make

/** All firings of a run without their values, page after page; what is there shows while the rest comes. */
export function useFirings(executionId: string) {
  const client = useQueryClient();
  const queryKey = ["firings", executionId];
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const pages = settledPages(client.getQueryData<FiringPage[]>(queryKey) ?? []);
      let cursor = pages.at(-1)?.next;
      do {
        const page = await firingPage(executionId, cursor, signal);
        pages.push(page);
        cursor = page.next;
        const known = client.getQueryData<FiringPage[]>(queryKey)?.length ?? 0;
        if (pages.length > known) client.setQueryData(queryKey, [...pages]);
      } while (cursor !== undefined && pages.length < MOST_PAGES);
      return pages;
    },
  });
  const firings = useMemo(() => query.data?.flatMap((page) => page.firings) ?? [], [query.data]);
  return { query, firings };
}

/** One firing with what it took and gave. */
export function useFiring(executionId: string, firing: NodeExecutionRead) {
  return useQuery({
    // Read anew when it changed.
    queryKey: ["firing", executionId, firing.id, firing.status, firing.attempts],
    queryFn: async ({ signal }) => {
      const params = { path: { id: executionId }, query: { ids: [firing.id] } };
      const page = await data(api.GET("/api/v1/executions/{id}/nodes", { params, signal }));
      return page.results[0] ?? null;
    },
  });
}

async function firingPage(id: string, cursor: string | undefined, signal: AbortSignal): Promise<FiringPage> {
  const query = { values: false, page_size: PAGE, ...(cursor !== undefined && { cursor }) };
  const page = await data(
    api.GET("/api/v1/executions/{id}/nodes", { params: { path: { id }, query }, signal }),
  );
  return { firings: page.results, next: nextCursor(page) };
}
