import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { nextCursor } from "@/api/cursor";
import { queryClient } from "@/api/queryClient";
import type {
  GraphRead,
  GraphWriteRequest,
  ImportPreviewRead,
  ImportRead,
  PatchedVersionDescribeRequest,
} from "@/api/schema";
import { copyOf } from "@/features/agents/lib/copyOf";
import { exportName } from "@/features/agents/lib/exportName";
import { queryOf, type Shelf } from "@/features/agents/lib/shelf";

/** Agents of the library: those of one folder, or all that fit what is looked for. */
export function graphsQuery(shelf: Shelf) {
  const query = queryOf(shelf);
  return infiniteQueryOptions({
    queryKey: ["graphs", "shelf", query],
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET("/api/v1/graphs", {
          params: { query: { ...query, ...(pageParam !== "" && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: nextCursor,
  });
}

/** The accounts that a run of the active version may be told to act by. */
export function accountsQuery(graphId: string, version: number | null = null) {
  return queryOptions({
    queryKey: ["graphs", graphId, "accounts", version],
    queryFn: async ({ signal }) => {
      const params = { path: { graph_id: graphId }, query: version === null ? {} : { version } };
      return (await data(api.GET("/api/v1/graphs/{graph_id}/credentials", { params, signal }))).accounts;
    },
  });
}

/** One version with its nodes; null is the active one. */
export function graphQuery(id: string, version: number | null = null) {
  return queryOptions({
    queryKey: ["graph", id, version],
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/v1/graphs/{id}", {
          params: { path: { id }, query: version === null ? {} : { version } },
          signal,
        }),
      ),
  });
}

/** The row of one graph as the list has it. */
export function graphSummaryQuery(id: string) {
  return queryOptions({
    queryKey: ["graphs", "one", id],
    queryFn: async ({ signal }) => {
      const page = await data(api.GET("/api/v1/graphs", { params: { query: { ids: [id] } }, signal }));
      return page.results[0] ?? null;
    },
  });
}

const NAMES_SHOWN = 8;

/** A few agents for the command palette: those that `words` find, the last changed first. */
export function graphNamesQuery(words: string) {
  const search = words.trim().slice(0, 100);
  return queryOptions({
    queryKey: ["graphs", "found", search],
    queryFn: async ({ signal }) => {
      const query = {
        ordering: "-updated_at" as const,
        page_size: NAMES_SHOWN,
        ...(search !== "" && { search }),
      };
      const page = await data(api.GET("/api/v1/graphs", { params: { query }, signal }));
      return page.results;
    },
    placeholderData: (previous) => previous,
  });
}

/** What an import would make: of a file, or of `{url}`. Nothing is saved. */
export function previewImport(body: Record<string, unknown>): Promise<ImportPreviewRead> {
  return data(api.POST("/api/v1/graphs/import/preview", { body }));
}

export async function importAgent(body: Record<string, unknown>): Promise<ImportRead> {
  const imported = await data(api.POST("/api/v1/graphs/import", { body }));
  await forgetGraphs();
  return imported;
}

/** Secrets and all: a copy stays in the workspace. */
export async function duplicateAgent(id: string, name: string): Promise<GraphRead> {
  const graph = await data(api.GET("/api/v1/graphs/{id}", { params: { path: { id } } }));
  const made = await data(api.POST("/api/v1/graphs", { body: copyOf(graph, name) }));
  await forgetGraphs();
  return made;
}

/** Whoever calls this has asked about what depends on it. */
export async function deleteAgent(id: string): Promise<void> {
  await api.DELETE("/api/v1/graphs/{id}", { params: { path: { id }, query: { confirmed: true } } });
  queryClient.removeQueries({ queryKey: ["graph", id] });
  await forgetGraphs();
}

/** Save the agent's file to the person's disk, under its name. */
export async function exportAgent(id: string, version: number | null = null): Promise<void> {
  const { data: file, response } = await api.GET("/api/v1/graphs/{id}/export", {
    params: { path: { id }, query: version === null ? {} : { version } },
    parseAs: "text",
  });
  download(file as unknown as string, response);
}

/** Several agents as one file. */
export async function exportAgents(ids: readonly string[]): Promise<void> {
  const { data: file, response } = await api.GET("/api/v1/graphs/export", {
    params: { query: { ids: [...ids] } },
    parseAs: "text",
  });
  download(file as unknown as string, response);
}

function download(file: string, response: Response): void {
  const url = URL.createObjectURL(new Blob([file], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = exportName(response.headers.get("Content-Disposition"));
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

export function versionsQuery(graphId: string, isNamedOnly: boolean) {
  return infiniteQueryOptions({
    queryKey: ["graphs", graphId, "versions", { isNamedOnly }],
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET("/api/v1/graphs/{graph_id}/versions", {
          params: {
            path: { graph_id: graphId },
            query: { ...(isNamedOnly && { named: true }), ...(pageParam !== "" && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: nextCursor,
  });
}

export async function activateVersion(graphId: string, number: number): Promise<GraphRead> {
  const path = { graph_id: graphId, number };
  const active = await data(
    api.POST("/api/v1/graphs/{graph_id}/versions/{number}/activate", { params: { path } }),
  );
  await forgetVersions(graphId);
  return active;
}

export async function restoreVersion(graphId: string, number: number): Promise<GraphRead> {
  const path = { graph_id: graphId, number };
  const made = await data(
    api.POST("/api/v1/graphs/{graph_id}/versions/{number}/restore", {
      params: { path },
      body: { label: "", notes: "" },
    }),
  );
  await forgetVersions(graphId);
  return made;
}

/** Refused, with the reason, while something runs just this version. */
export async function deleteVersion(graphId: string, number: number): Promise<void> {
  const path = { graph_id: graphId, number };
  await api.DELETE("/api/v1/graphs/{graph_id}/versions/{number}", { params: { path } });
  await forgetVersions(graphId);
}

export async function describeVersion(
  graphId: string,
  number: number,
  body: PatchedVersionDescribeRequest,
): Promise<void> {
  const path = { graph_id: graphId, number };
  await api.PATCH("/api/v1/graphs/{graph_id}/versions/{number}", { params: { path }, body });
  await forgetVersions(graphId);
}

/** Save the graph as it is under other words. */
export async function saveAbout(graph: GraphRead, about: Partial<GraphWriteRequest>): Promise<GraphRead> {
  const body = { ...copyOf(graph, graph.name), ...about };
  const saved = await data(api.PUT("/api/v1/graphs/{id}", { params: { path: { id: graph.id } }, body }));
  await forgetVersions(graph.id);
  return saved;
}

export async function forgetVersions(graphId: string): Promise<void> {
  const keys = [
    ["graph", graphId],
    ["misfits", graphId],
  ];
  await Promise.all([...keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })), forgetGraphs()]);
}

export function forgetGraphs(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ["graphs"] });
}
