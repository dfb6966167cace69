// Which runs a list shows, as it stands in the address.
import type { ExecutionKind, ExecutionStatus } from "@/api/schema";
import { dataParameters } from "@/features/runs/lib/tags";

export const STATUSES: readonly ExecutionStatus[] = [
  "RUNNING",
  "QUEUED",
  "REVIEW",
  "INSUFFICIENT_CREDITS",
  "FAILED",
  "COMPLETED",
  "TERMINATED",
];
export const KINDS: readonly ExecutionKind[] = ["run", "rerun", "only_node", "until", "dry_run", "child"];

const SPANS_HOURS = { "1h": 1, "24h": 24, "7d": 7 * 24, "30d": 30 * 24 } as const;
export type Span = keyof typeof SPANS_HOURS;
export const SPANS = Object.keys(SPANS_HOURS) as Span[];

export interface RunFilter {
  graph?: string;
  status?: readonly ExecutionStatus[];
  kind?: readonly ExecutionKind[];
  version?: number;
  /** Counted back from now. */
  span?: Span;
  /** Days, `2026-11-21`, of the reader's own calendar; both belong to it. */
  from?: string;
  to?: string;
  /** Of this execution: what it ran as sub-agents. */
  parent?: string;
  /** All of them. */
  tag?: readonly string[];
  /** Custom data, each as `name=value`. */
  data?: readonly string[];
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What an address says; what makes no sense in it is left out. */
export function filterOf(query: URLSearchParams): RunFilter {
  const status = listed(query.get("status"), STATUSES);
  const kind = listed(query.get("kind"), KINDS);
  const version = Number(query.get("version") ?? "");
  const span = SPANS.find((one) => one === query.get("since"));
  const [from, to] = [dayOf(query.get("from")), dayOf(query.get("to"))];
  const graph = query.get("agent");
  const tag = query.getAll("tag").filter((one) => one !== "");
  const data = query.getAll("data").filter((one) => one.indexOf("=") > 0);
  return {
    ...(tag.length > 0 && { tag }),
    ...(data.length > 0 && { data }),
    ...(graph !== null && /^[0-9a-f-]{36}$/i.test(graph) && { graph }),
    ...(status.length > 0 && { status }),
    ...(kind.length > 0 && { kind }),
    ...(Number.isInteger(version) && version > 0 && { version }),
    ...(span !== undefined && { span }),
    ...(span === undefined && from !== null && { from }),
    ...(span === undefined && to !== null && { to }),
  };
}

/** The address for a filter. */
export function queryOf(filter: RunFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.graph !== undefined) query.set("agent", filter.graph);
  if (filter.status?.length) query.set("status", filter.status.join(","));
  if (filter.kind?.length) query.set("kind", filter.kind.join(","));
  if (filter.version !== undefined) query.set("version", String(filter.version));
  if (filter.span !== undefined) query.set("since", filter.span);
  if (filter.from !== undefined) query.set("from", filter.from);
  if (filter.to !== undefined) query.set("to", filter.to);
  for (const one of filter.tag ?? []) query.append("tag", one);
  for (const one of filter.data ?? []) query.append("data", one);
  return query;
}

interface Asked {
  tag?: string[];
  graph?: string;
  status?: ExecutionStatus[];
  kind?: ExecutionKind[];
  version?: number;
  parent?: string;
  started_after?: string;
  started_before?: string;
}

/** What the API is asked for. */
export function parametersOf(filter: RunFilter, now: Date): Asked {
  const { graph, status, kind, version, parent, tag, data } = filter;
  const after =
    filter.span === undefined ? momentOf(filter.from) : hoursBefore(now, SPANS_HOURS[filter.span]);
  const before = momentOf(filter.to, 1);
  return {
    ...(graph !== undefined && { graph }),
    ...(status !== undefined && { status: [...status] }),
    ...(kind !== undefined && { kind: [...kind] }),
    ...(version !== undefined && { version }),
    ...(parent !== undefined && { parent }),
    ...(after !== null && { started_after: after.toISOString() }),
    ...(before !== null && { started_before: before.toISOString() }),
    ...(tag !== undefined && { tag: [...tag] }),
    ...dataParameters(data ?? []),
  };
}

export function isFiltered(filter: RunFilter): boolean {
  return queryOf(filter).size > 0;
}

function listed<Name extends string>(text: string | null, known: readonly Name[]): Name[] {
  const given = new Set((text ?? "").split(","));
  return known.filter((name) => given.has(name));
}

function dayOf(text: string | null): string | null {
  return text !== null && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

/** The first moment of a day, or of the one `days` later, where the reader is. */
function momentOf(day: string | undefined, days = 0): Date | null {
  if (day === undefined) return null;
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + days);
}

function hoursBefore(now: Date, hours: number): Date {
  // To the minute, so that the same list is asked for by the same address for a while.
  const minute = Math.floor(now.getTime() / 60_000) * 60_000;
  return new Date(minute - hours * 3_600_000);
}
