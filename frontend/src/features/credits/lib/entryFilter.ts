// Which entries the history shows, as it stands in the address.
import type { EntryRead } from "@/api/schema";
import { momentsOf, type Span, SPANS } from "@/features/credits/lib/days";

export type EntryKind = EntryRead["kind"];
export const KINDS: readonly EntryKind[] = [
  "capture",
  "grant",
  "topup",
  "refund",
  "expiry",
  "transfer",
  "adjust",
  "payout",
];

export interface EntryFilter {
  kind?: EntryKind;
  span?: Span;
  graph?: string;
}

/** A filter without what asks for anything. */
export function changed({
  kind,
  span,
  graph,
}: { [Name in keyof EntryFilter]: EntryFilter[Name] | undefined }): EntryFilter {
  return {
    ...(kind !== undefined && { kind }),
    ...(span !== undefined && { span }),
    ...(graph !== undefined && { graph }),
  };
}

/** What an address says; what makes no sense in it is left out. */
export function filterOf(query: URLSearchParams): EntryFilter {
  const kind = KINDS.find((one) => one === query.get("kind"));
  const span = (Object.keys(SPANS) as Span[]).find((one) => one === query.get("since"));
  const graph = query.get("agent");
  return {
    ...(kind !== undefined && { kind }),
    ...(span !== undefined && { span }),
    ...(graph !== null && /^[0-9a-f-]{36}$/i.test(graph) && { graph }),
  };
}

/** The address for a filter, over what else stands in it. */
export function addressOf(filter: EntryFilter, before: URLSearchParams): URLSearchParams {
  const query = new URLSearchParams(before);
  const values = { kind: filter.kind, since: filter.span, agent: filter.graph };
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  return query;
}

/** What the API is asked for. */
export function parametersOf(filter: EntryFilter, now = new Date()) {
  return {
    ...(filter.kind !== undefined && { kind: [filter.kind] }),
    ...(filter.graph !== undefined && { graph: filter.graph }),
    ...(filter.span !== undefined && momentsOf(filter.span, now)),
  };
}
