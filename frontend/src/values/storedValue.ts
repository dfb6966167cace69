import { api, data } from "@/api/client";

const OF_EXECUTION = /^\/api\/v1\/executions\/([0-9a-f-]{36})\/values\/([0-9a-f]{64})$/;

/** The whole of a large value, by the `url` of its reference. */
export async function storedValue(url: string, signal?: AbortSignal): Promise<unknown> {
  const found = OF_EXECUTION.exec(url);
  const [id, sha256] = [found?.[1] ?? "", found?.[2] ?? ""];
  const path = { id, sha256 };
  return data(
    api.GET("/api/v1/executions/{id}/values/{sha256}", { params: { path }, ...(signal && { signal }) }),
  );
}
