import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";

/** The person who is signed in. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => data(api.GET("/api/v1/me", { signal })),
  staleTime: 5 * 60_000,
});

/** Their workspaces, with their role in each. */
export const workspacesQuery = queryOptions({
  queryKey: ["workspaces"],
  queryFn: async ({ signal }) => {
    const page = await data(api.GET("/api/v1/workspaces", { params: { query: { page_size: 200 } }, signal }));
    return page.results;
  },
  staleTime: 60_000,
});
