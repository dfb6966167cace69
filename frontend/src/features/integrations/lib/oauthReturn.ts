// What the server says when the browser comes back from a service.

export type OAuthReturn = { connected: string } | { error: string };

export const RETURN_PARAMETERS = ["connected", "oauth_error"] as const;

export function oauthReturn(params: URLSearchParams): OAuthReturn | null {
  const [connected, error] = RETURN_PARAMETERS.map((name) => params.get(name) ?? "");
  if (connected !== undefined && connected !== "") return { connected };
  return error === undefined || error === "" ? null : { error };
}

export function isOAuthReturn(value: unknown): value is OAuthReturn {
  if (typeof value !== "object" || value === null) return false;
  const { connected, error } = value as Partial<Record<string, unknown>>;
  return typeof connected === "string" || typeof error === "string";
}

export function asParameters(result: OAuthReturn): string {
  const params = "connected" in result ? { connected: result.connected } : { oauth_error: result.error };
  return new URLSearchParams(params).toString();
}
