/** The token behind the # of a mailed link, where no server log sees it. */
export function hashToken(hash: string): string | null {
  const token = new URLSearchParams(hash.replace(/^#/, "")).get("token");
  return token === null || token === "" ? null : token;
}
