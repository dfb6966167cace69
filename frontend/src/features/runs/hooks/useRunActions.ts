import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import type { ExecutionBulkRead, ExecutionRetryRequest, ExecutionStartRequest } from "@/api/schema";
import { RUNS_KEY } from "@/features/runs/queries";

const MOST_AT_ONCE = 100; // that the API takes

interface Retry extends Partial<ExecutionRetryRequest> {
  id: string;
}

interface Start extends Partial<ExecutionStartRequest> {
  graphId: string;
}

interface Bulk {
  action: "stop" | "delete" | "tag";
  ids: readonly string[];
  /** To be added. */
  tags?: string[];
}

/** What can be done with runs. Lists and pages of runs are read again afterwards. */
export function useRunActions() {
  const client = useQueryClient();
  const reread = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: RUNS_KEY }),
      client.invalidateQueries({ queryKey: ["execution"] }),
    ]);
  const params = (id: string) => ({ params: { path: { id } } });
  return {
    stop: useMutation({
      mutationFn: (id: string) => data(api.POST("/api/v1/executions/{id}/stop", params(id))),
      onSettled: reread,
    }),
    resume: useMutation({
      mutationFn: (id: string) => data(api.POST("/api/v1/executions/{id}/resume", params(id))),
      onSettled: reread,
    }),
    retry: useMutation({
      mutationFn: ({ id, ...body }: Retry) => {
        const asked = { from_node: "", ...body };
        return data(api.POST("/api/v1/executions/{id}/retry", { ...params(id), body: asked }));
      },
      onSettled: reread,
    }),
    start: useMutation({
      mutationFn: ({ graphId, ...body }: Start) => {
        const path = { graph_id: graphId };
        const asked = { dry_run: false, safe_mode: false, only_node: "", until: "", ...body };
        return data(api.POST("/api/v1/graphs/{graph_id}/executions", { params: { path }, body: asked }));
      },
      onSettled: reread,
    }),
    remove: useMutation({
      mutationFn: (id: string) => data(api.DELETE("/api/v1/executions/{id}", params(id))),
      onSuccess: () => client.invalidateQueries({ queryKey: RUNS_KEY }),
    }),
    bulk: useMutation({
      mutationFn: ({ action, ids, tags = [] }: Bulk) => doAll(action, ids, tags),
      onSettled: reread,
    }),
    setTags: useMutation({
      mutationFn: ({ id, tags }: { id: string; tags: string[] }) =>
        data(api.PATCH("/api/v1/executions/{id}", { ...params(id), body: { tags } })),
      onSettled: reread,
    }),
    retryAll: useMutation({ mutationFn: retryEach, onSettled: reread }),
  };
}

async function doAll(
  action: Bulk["action"],
  ids: readonly string[],
  tags: string[],
): Promise<ExecutionBulkRead> {
  const all: ExecutionBulkRead = { done: [], refused: [] };
  for (let at = 0; at < ids.length; at += MOST_AT_ONCE) {
    const body = { action, ids: ids.slice(at, at + MOST_AT_ONCE), tags };
    const { done, refused } = await data(api.POST("/api/v1/executions/bulk", { body }));
    all.done.push(...done);
    all.refused.push(...refused);
  }
  return all;
}

/** One after the other; a refusal does not keep the others from it. */
async function retryEach(ids: readonly string[]): Promise<ExecutionBulkRead> {
  const all: ExecutionBulkRead = { done: [], refused: [] };
  for (const id of ids) {
    try {
      await data(
        api.POST("/api/v1/executions/{id}/retry", { params: { path: { id } }, body: { from_node: "" } }),
      );
      all.done.push(id);
    } catch (error) {
      const message = error instanceof Error ? error.message : "";
      all.refused.push({ id, code: "", message });
    }
  }
  return all;
}
