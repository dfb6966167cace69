import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";

/** The models that agents may ask. */
export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: async ({ signal }) => (await data(api.GET("/api/v1/models", { signal }))).results,
  staleTime: 5 * 60_000,
});
