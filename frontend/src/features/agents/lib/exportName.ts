const FALLBACK = "agent.json";

/** The file name that the server proposes in a `Content-Disposition`; never a path. */
export function exportName(disposition: string | null): string {
  const given = disposition?.match(/filename="([^"]+)"/)?.[1] ?? "";
  const name = given.replace(/[^\w.-]+/g, "-").replace(/^\.+/, "");
  return name === "" ? FALLBACK : name;
}
