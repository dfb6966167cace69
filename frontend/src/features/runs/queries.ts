// What the pages of runs read from the API.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { nextCursor } from "@/api/cursor";
import { parametersOf, type RunFilter } from "@/features/runs/lib/filter";
import type { NamedBlock } from "@/features/runs/lib/names";

const PAGE = 50;

/** Every list of runs begins with this. */
export const RUNS_KEY = ["executions"] as const;

export function runsQuery(filter: RunFilter) {
  return infiniteQueryOptions({
    queryKey: [...RUNS_KEY, filter],
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET("/api/v1/executions", {
          params: {
            query: {
              ...parametersOf(filter, new Date()),
              page_size: PAGE,
              ...(pageParam !== "" && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: nextCursor,
  });
}

export function runQuery(id: string) {
  return queryOptions({
    queryKey: ["execution", id],
    queryFn: ({ signal }) => data(api.GET("/api/v1/executions/{id}", { params: { path: { id } }, signal })),
  });
}

/** The version that a run ran: never changes. */
export function versionQuery(graphId: string, number: number) {
  return queryOptions({
    queryKey: ["version", graphId, number],
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/v1/graphs/{graph_id}/versions/{number}", {
          params: { path: { graph_id: graphId, number } },
          signal,
        }),
      ),
    staleTime: Infinity,
  });
}

export function graphsByName(search: string) {
  return queryOptions({
    queryKey: ["graphs", "byName", search],
    queryFn: async ({ signal }) => {
      const query = { page_size: 20, ordering: "name" as const, ...(search !== "" && { search }) };
      return (await data(api.GET("/api/v1/graphs", { params: { query }, signal }))).results;
    },
    staleTime: 30_000,
  });
}

/** One row of the list of graphs, for its name. */
export function graphQuery(id: string) {
  return queryOptions({
    queryKey: ["graphs", "named", id],
    queryFn: async ({ signal }) => {
      const page = await data(api.GET("/api/v1/graphs", { params: { query: { ids: [id] } }, signal }));
      return page.results[0] ?? null;
    },
    staleTime: 60_000,
  });
}

/** The blocks by id and by slug. */
export const blockNamesQuery = queryOptions({
  queryKey: ["blocks", "names"],
  queryFn: async ({ signal }) => {
    const names = new Map<string, NamedBlock>();
    let cursor: string | undefined;
    do {
      const query = { schemas: false, page_size: 1000, ...(cursor !== undefined && { cursor }) };
      const page = await data(api.GET("/api/v1/blocks", { params: { query }, signal }));
      for (const block of page.results) names.set(block.id, block).set(block.slug, block);
      cursor = nextCursor(page);
    } while (cursor !== undefined);
    return names;
  },
  staleTime: Infinity,
});

/** Steps of each run that a comparison reads with their values. */
export const MOST_COMPARED = 500;

export function stepsQuery(id: string) {
  return queryOptions({
    queryKey: ["steps", id],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { page_size: MOST_COMPARED } };
      return (await data(api.GET("/api/v1/executions/{id}/nodes", { params, signal }))).results;
    },
    staleTime: 60_000,
  });
}

/** What a link shows to anybody. */
export function sharedQuery(token: string) {
  return queryOptions({
    queryKey: ["shared", token],
    queryFn: ({ signal }) => data(api.GET("/api/v1/shared/{token}", { params: { path: { token } }, signal })),
  });
}
