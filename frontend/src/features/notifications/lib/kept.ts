// What this browser knows of its own subscription, to tell when the browser has changed it.

export interface Kept {
  /** As the server calls it. */
  id: string;
  endpoint: string;
}

export function keptOf(text: string | null): Kept | null {
  const value: unknown = text === null ? null : parsed(text);
  if (typeof value !== "object" || value === null) return null;
  const { id, endpoint } = value as Partial<Record<string, unknown>>;
  return typeof id === "string" && typeof endpoint === "string" ? { id, endpoint } : null;
}

/** A key as the server writes it: base64url. */
export function keyText(key: ArrayBuffer | null): string {
  const bytes = String.fromCharCode(...new Uint8Array(key ?? new ArrayBuffer(0)));
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
