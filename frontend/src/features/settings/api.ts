import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { queryClient } from "@/api/queryClient";
import type { PatchedRetentionWriteRequest, RetentionRead } from "@/api/schema";

const MOST = 200; // of a list that is shown whole

export const keysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: async ({ signal }) => {
    const page = await data(api.GET("/api/v1/api-keys", { params: { query: { page_size: MOST } }, signal }));
    return page.results;
  },
});

export function membersQuery(workspaceId: string) {
  return queryOptions({
    queryKey: ["members", workspaceId],
    queryFn: async ({ signal }) => {
      const params = { path: { workspace_id: workspaceId }, query: { page_size: MOST } };
      return (await data(api.GET("/api/v1/workspaces/{workspace_id}/members", { params, signal }))).results;
    },
  });
}

export function invitationsQuery(workspaceId: string) {
  return queryOptions({
    queryKey: ["invitations", workspaceId],
    queryFn: async ({ signal }) => {
      const params = { path: { workspace_id: workspaceId }, query: { page_size: MOST } };
      return (await data(api.GET("/api/v1/workspaces/{workspace_id}/invitations", { params, signal })))
        .results;
    },
  });
}

/** What is kept of runs: of one agent, or (null) of the workspace. */
export function retentionQuery(graphId: string | null) {
  return queryOptions({
    queryKey: ["retention", graphId],
    queryFn: ({ signal }) =>
      graphId === null
        ? data(api.GET("/api/v1/retention", { signal }))
        : data(
            api.GET("/api/v1/graphs/{graph_id}/retention", {
              params: { path: { graph_id: graphId } },
              signal,
            }),
          ),
  });
}

/** null goes back to the rule above. */
export async function changeRetention(
  graphId: string | null,
  body: PatchedRetentionWriteRequest | null,
): Promise<RetentionRead> {
  const changed = await (graphId === null ? changeOfWorkspace(body) : changeOfGraph(graphId, body));
  await queryClient.invalidateQueries({ queryKey: ["retention"] });
  return changed;
}

function changeOfWorkspace(body: PatchedRetentionWriteRequest | null): Promise<RetentionRead> {
  return body === null
    ? data(api.DELETE("/api/v1/retention"))
    : data(api.PATCH("/api/v1/retention", { body }));
}

function changeOfGraph(graphId: string, body: PatchedRetentionWriteRequest | null): Promise<RetentionRead> {
  const params = { path: { graph_id: graphId } };
  return body === null
    ? data(api.DELETE("/api/v1/graphs/{graph_id}/retention", { params }))
    : data(api.PATCH("/api/v1/graphs/{graph_id}/retention", { params, body }));
}
