import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import type { GraphRead } from "@/api/schema";
import { forgetGraphs } from "@/features/agents/api";

export const examplesQuery = queryOptions({
  queryKey: ["examples"],
  queryFn: ({ signal }) => data(api.GET("/api/v1/examples", { signal })),
  staleTime: Infinity,
});

export async function installExample(slug: string): Promise<GraphRead> {
  const made = await data(api.POST("/api/v1/examples/{slug}/install", { params: { path: { slug } } }));
  await forgetGraphs();
  return made;
}
