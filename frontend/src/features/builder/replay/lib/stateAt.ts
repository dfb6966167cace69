// What a run had come to at a moment, by its firings.
import type { NodeExecutionRead } from "@/api/schema";
import { counted, nodeRunOf, ofRow } from "@/features/builder/run/lib/reduce";
import type { Firing, NodeRun } from "@/features/builder/store/run";

export interface Span {
  /** Milliseconds since 1970. */
  from: number;
  to: number;
}

/** From the first thing that happened to the last. */
export function spanOf(rows: readonly NodeExecutionRead[]): Span | null {
  const times = rows.flatMap((row) => [row.queued_at, row.started_at, row.ended_at]).flatMap(timeOf);
  if (times.length === 0) return null;
  return {
    from: times.reduce((one, other) => Math.min(one, other)),
    to: times.reduce((one, other) => Math.max(one, other)),
  };
}

/** Node id → its entry as it stood at `at`; what had not begun then is left out. */
export function stateAt(rows: readonly NodeExecutionRead[], at: number): Record<string, NodeRun> {
  const lists = new Map<string, Firing[]>();
  for (const row of rows) {
    const firing = firingAt(row, at);
    if (firing === null) continue;
    const list = lists.get(row.node_id);
    if (list === undefined) lists.set(row.node_id, [firing]);
    else list.push(firing);
  }
  const found = [...lists].flatMap(([nodeId, list]) => {
    const sorted = list.toSorted((one, other) => one.index - other.index);
    const run = nodeRunOf(sorted, sorted.length, counted(sorted));
    return run === null ? [] : [[nodeId, run] as const];
  });
  return Object.fromEntries(found);
}

/** The moments at which something began or ended, in order: what the arrow keys step through. */
export function momentsOf(rows: readonly NodeExecutionRead[]): number[] {
  const times = rows.flatMap((row) => [row.started_at, row.ended_at]).flatMap(timeOf);
  return [...new Set(times)].toSorted((one, other) => one - other);
}

function firingAt(row: NodeExecutionRead, at: number): Firing | null {
  const [queued, started, ended] = [row.queued_at, row.started_at, row.ended_at].map(
    (one) => timeOf(one)[0] ?? null,
  );
  const begin = queued ?? started ?? ended;
  if (begin == null || begin > at) return null;
  const whole = ofRow(row);
  if (ended != null && ended <= at) return whole;
  const open = { ...whole, outputs: null, error: null, errorCode: "", endedAt: null, cost: "0", tokens: 0 };
  if (started != null && started <= at) {
    return { ...open, status: row.status === "AWAITING_INPUT" ? row.status : "RUNNING" };
  }
  return { ...open, status: "QUEUED", startedAt: null };
}

function timeOf(at: string | null): number[] {
  return at === null ? [] : [new Date(at).getTime()];
}
