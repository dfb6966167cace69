import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { queryClient } from "@/api/queryClient";
import type { PatchedPreferencesJsonRequest } from "@/api/schema";

/** How the person who is signed in likes the web app, in every browser. */
export const preferencesQuery = queryOptions({
  queryKey: ["me", "preferences"],
  queryFn: ({ signal }) => data(api.GET("/api/v1/me/preferences", { signal })),
  staleTime: 5 * 60_000,
});

/** What is left out stays as it is. */
export async function changePreferences(body: PatchedPreferencesJsonRequest): Promise<void> {
  const changed = await data(api.PATCH("/api/v1/me/preferences", { body }));
  queryClient.setQueryData(preferencesQuery.queryKey, changed);
}
