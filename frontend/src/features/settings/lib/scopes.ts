import type { ScopesEnum } from "@/api/schema";

export const SCOPES: readonly ScopesEnum[] = ["read", "run", "build", "admin"];
export const EXPIRIES = ["30", "90", "365", "never"] as const;
export type Expiry = (typeof EXPIRIES)[number];

/** The most that a key may do; each scope includes those before it. */
export function highest(scopes: readonly ScopesEnum[]): ScopesEnum {
  return SCOPES.findLast((scope) => scopes.includes(scope)) ?? "read";
}

export function expiryDate(expiry: Expiry, now: Date): string | null {
  if (expiry === "never") return null;
  return new Date(now.getTime() + Number(expiry) * 86_400_000).toISOString();
}
