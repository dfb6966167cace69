import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { nextCursor } from "@/api/cursor";
import { queryClient } from "@/api/queryClient";
import type { BudgetRead, BudgetWriteRequest } from "@/api/schema";
import { momentsOf, type Span } from "@/features/credits/lib/days";
import type { EntryFilter } from "@/features/credits/lib/entryFilter";
import { parametersOf } from "@/features/credits/lib/entryFilter";

export const CREDITS_KEY = ["credits"];

/** What the workspace has. Runs change it at any time: it is asked for again now and then. */
export const balanceQuery = queryOptions({
  queryKey: [...CREDITS_KEY, "balance"],
  queryFn: ({ signal }) => data(api.GET("/api/v1/credits/balance", { signal })),
  staleTime: 15_000,
});

export type Dimension = "graph" | "model" | "provider" | "user" | "day";

export function costsQuery(by: Dimension, span: Span) {
  return queryOptions({
    queryKey: [...CREDITS_KEY, "costs", by, span],
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
    queryKey: [...CREDITS_KEY, "entries", filter],
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
  return queryClient.invalidateQueries({ queryKey: CREDITS_KEY });
}

export type BudgetScope = BudgetRead["scope"];
export const SCOPES: readonly BudgetScope[] = ["execution", "day", "graph", "user"];

export const budgetsQuery = queryOptions({
  queryKey: [...CREDITS_KEY, "budgets"],
  queryFn: async ({ signal }) => {
    const page = await data(
      api.GET("/api/v1/credits/budgets", { params: { query: { page_size: 200 } }, signal }),
    );
    return page.results;
  },
});

/** id null: a new one. Of one that there is, the limit alone changes. */
export async function saveBudget(id: string | null, body: BudgetWriteRequest): Promise<void> {
  if (id === null) await api.POST("/api/v1/credits/budgets", { body });
  else {
    const params = { path: { budget_id: id } };
    await api.PATCH("/api/v1/credits/budgets/{budget_id}", { params, body: { limit: body.limit } });
  }
  await forgetCredits();
}

export async function deleteBudget(id: string): Promise<void> {
  await api.DELETE("/api/v1/credits/budgets/{budget_id}", { params: { path: { budget_id: id } } });
  await forgetCredits();
}
