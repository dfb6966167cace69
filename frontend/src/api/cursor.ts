/** The cursor of the page behind this one, or undefined if it is the last: `getNextPageParam` of infinite queries. */
export function nextCursor(page: { next: string | null }): string | undefined {
  if (page.next === null) return undefined;
  return new URL(page.next, "http://localhost").searchParams.get("cursor") ?? undefined;
}
