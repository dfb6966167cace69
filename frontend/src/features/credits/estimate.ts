import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import type { DraftEstimateWriteRequest } from "@/api/schema";
import { CREDITS_KEY } from "@/features/credits/api";

/** The active version of an agent, or a graph as it is drawn. */
export type Estimated = { graphId: string } | { draft: DraftEstimateWriteRequest };

/** What a run would cost, by its steps and by how earlier runs went. */
export function estimateQuery(of: Estimated) {
  return queryOptions({
    queryKey: [...CREDITS_KEY, "estimate", of],
    queryFn: ({ signal }) => {
      if ("draft" in of) return data(api.POST("/api/v1/graphs/estimate", { body: of.draft, signal }));
      const params = { path: { graph_id: of.graphId } };
      const body = { inputs: {}, dry_run: false, safe_mode: false, only_node: "", until: "", tags: [] };
      return data(api.POST("/api/v1/graphs/{graph_id}/estimate", { params, body, signal }));
    },
    staleTime: 60_000,
  });
}
