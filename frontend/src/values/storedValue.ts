import { api, data } from "@/api/client";

const OF_EXECUTION = /^\/api\/v1\/executions\/([0-9a-f-]{36})\/values\/([0-9a-f]{64})$/;
const OF_SHARED = /^\/api\/v1\/shared\/([\w-]{1,64})\/values\/([0-9a-f]{64})$/;

/** The whole of a large value, by the `url` of its reference: of an execution, or of what a link shows. */
export async function storedValue(url: string, signal?: AbortSignal): Promise<unknown> {
  const more = signal && { signal };
  const [, token, shared] = OF_SHARED.exec(url) ?? [];
  if (token !== undefined && shared !== undefined) {
    const params = { path: { token, sha256: shared } };
    return data(api.GET("/api/v1/shared/{token}/values/{sha256}", { params, ...more }));
  }
  const [, id = "", sha256 = ""] = OF_EXECUTION.exec(url) ?? [];
  return data(
    api.GET("/api/v1/executions/{id}/values/{sha256}", { params: { path: { id, sha256 } }, ...more }),
  );
}
