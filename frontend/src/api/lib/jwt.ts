interface Claims {
  userId: string;
  lifetimeSeconds: number;
}

/** What a token says of itself, unchecked (the server checks), or null if it is no JWT. */
export function claimsOf(token: string): Claims | null {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const { user_id, iat, exp } = JSON.parse(atob(payload)) as Partial<Record<string, unknown>>;
    if (typeof user_id !== "string" || typeof iat !== "number" || typeof exp !== "number") return null;
    return { userId: user_id, lifetimeSeconds: exp - iat };
  } catch {
    return null;
  }
}
