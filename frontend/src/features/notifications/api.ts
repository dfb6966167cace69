// What a person is told, whatever workspace they are in: keys begin with `me`.
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { queryClient } from "@/api/queryClient";
import type { SettingsJson } from "@/api/schema";

const LIST_KEY = ["me", "notifications", "list"] as const;
const COUNT_KEY = ["me", "notifications", "unread"] as const;

/** The newest. */
export const notificationsQuery = queryOptions({
  queryKey: LIST_KEY,
  queryFn: async ({ signal }) => (await data(api.GET("/api/v1/notifications", { signal }))).results,
});

export const unreadQuery = queryOptions({
  queryKey: COUNT_KEY,
  queryFn: async ({ signal }) => {
    const query = { unread: true };
    return (await data(api.GET("/api/v1/notifications", { params: { query }, signal }))).unread;
  },
  staleTime: 60_000,
});

export const wishesQuery = queryOptions({
  queryKey: ["me", "notifications", "settings"],
  queryFn: ({ signal }) => data(api.GET("/api/v1/notifications/settings", { signal })),
});

/** null: all of them. */
export async function markRead(ids: string[] | null): Promise<void> {
  const body = ids === null ? { all: true } : { ids, all: false };
  const { unread } = await data(api.POST("/api/v1/notifications/read", { body }));
  queryClient.setQueryData(COUNT_KEY, unread);
  await queryClient.invalidateQueries({ queryKey: LIST_KEY });
}

/** What is left out stays as it is. */
export async function changeWishes(body: SettingsJson): Promise<void> {
  const changed = await data(api.PUT("/api/v1/notifications/settings", { body }));
  queryClient.setQueryData(wishesQuery.queryKey, changed);
}

/** Somebody was told something: the server says how many are unread; null: it may be any number. */
export function heard(unread: number | null): void {
  if (unread === null) void queryClient.invalidateQueries({ queryKey: COUNT_KEY });
  else queryClient.setQueryData(COUNT_KEY, unread);
  void queryClient.invalidateQueries({ queryKey: LIST_KEY });
}
