import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { CREDITS_KEY } from "@/features/credits/api";

/** What a run of the active version would cost, by its steps and by how earlier runs went. */
export function estimateQuery(graphId: string) {
  return queryOptions({
    queryKey: [...CREDITS_KEY, "estimate", graphId],
    queryFn: ({ signal }) => {
      const params = { path: { graph_id: graphId } };
      const body = { inputs: {}, dry_run: false, safe_mode: false, only_node: "", until: "", tags: [] };
      return data(api.POST("/api/v1/graphs/{graph_id}/estimate", { params, body, signal }));
    },
    staleTime: 60_000,
  });
}
