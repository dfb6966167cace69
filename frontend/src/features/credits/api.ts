import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { nextCursor } from "@/api/cursor";
import { queryClient } from "@/api/queryClient";
import { momentsOf, type Span } from "@/features/credits/lib/days";
import type { EntryFilter } from "@/features/credits/lib/entryFilter";
import { parametersOf } from "@/features/credits/lib/entryFilter";

const KEY = ["credits"];

/** What the workspace has. Runs change it at any time: it is asked for again now and then. */
export const balanceQuery = queryOptions({
  queryKey: [...KEY, "balance"],
  queryFn: ({ signal }) => data(api.GET("/api/v1/credits/balance", { signal })),
  staleTime: 15_000,
});

export type Dimension = "graph" | "model" | "provider" | "user" | "day";

export function costsQuery(by: Dimension, span: Span) {
  return queryOptions({
    queryKey: [...KEY, "costs", by, span],
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/v1/credits/costs", {
          params: { query: { by, ...momentsOf(span, new Date()) } },
          signal,
        }),
      ),
  });
}

export function entriesQuery(filter: EntryFilter) {
  return infiniteQueryOptions({
    queryKey: [...KEY, "entries", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...parametersOf(filter), ...(pageParam !== "" && { cursor: pageParam }) };
      return data(api.GET("/api/v1/credits/entries", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: nextCursor,
  });
}

/** What the list shows, as the text of a file. */
export function entriesFile(filter: EntryFilter): Promise<string> {
  const params = { query: parametersOf(filter) };
  return data(api.GET("/api/v1/credits/entries.csv", { params, parseAs: "text" }));
}

/** The names of agents, by id; those that are gone are missing. */
export function agentNamesQuery(ids: readonly string[]) {
  return queryOptions({
    queryKey: ["graphs", "names", ids],
    queryFn: async ({ signal }) => {
      const params = { query: { ids: [...ids], page_size: 100 } };
      const page = await data(api.GET("/api/v1/graphs", { params, signal }));
      return new Map(page.results.map((graph) => [graph.id, graph.name]));
    },
    enabled: ids.length > 0,
  });
}

/** Credits came or went: all that is shown of them is asked for again. */
export function forgetCredits(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: KEY });
}
