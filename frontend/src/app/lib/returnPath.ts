/** The sign-in page that leads on to `wanted`. */
export function signInPath(wanted: string): string {
  return wanted === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(wanted)}`;
}

/** Where to go after sign-in: `next` if it is a path of this site, else the start. */
export function returnPath(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? "/";
  const base = "https://this.site";
  if (!next.startsWith("/") || !URL.canParse(next, base)) return "/";
  const url = new URL(next, base);
  return url.origin === base ? url.pathname + url.search + url.hash : "/";
}
