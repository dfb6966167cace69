import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { nextCursor } from "@/api/cursor";
import type { BlockRead, GraphSummary } from "@/api/schema";

const AT_A_TIME = 1000; // as many as the server gives, so that all come at once

/** The whole library. It changes with the installation alone. */
export const blocksQuery = queryOptions({
  queryKey: ["blocks"],
  staleTime: Infinity,
  queryFn: async ({ signal }) => {
    const found: BlockRead[] = [];
    let cursor: string | undefined = "";
    while (cursor !== undefined) {
      const query = { page_size: AT_A_TIME, ...(cursor !== "" && { cursor }) };
      const page = await data(api.GET("/api/v1/blocks", { params: { query }, signal }));
      found.push(...page.results);
      cursor = nextCursor(page);
    }
    return found;
  },
});

/** The agents that were changed last, to be run by others. */
export const agentsQuery = (search: string) =>
  queryOptions({
    queryKey: ["graphs", "as-blocks", search],
    staleTime: 30_000,
    queryFn: async ({ signal }): Promise<GraphSummary[]> => {
      const query = { page_size: 30, ordering: "-updated_at" as const, ...(search !== "" && { search }) };
      const page = await data(api.GET("/api/v1/graphs", { params: { query }, signal }));
      return page.results;
    },
  });
