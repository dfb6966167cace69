// Where the firings of a run lie in time: lanes of bars that do not overlap, waves, and what a zoom shows.
import type { NodeExecutionRead, NodeStatus } from "@/api/schema";

export interface Bar {
  firing: NodeExecutionRead;
  /** Milliseconds after the beginning of the run. */
  queuedMs: number;
  startMs: number;
  endMs: number;
  /** Row on the page, from 0. */
  row: number;
}

export interface Timeline {
  bars: Bar[];
  rows: number;
  lengthMs: number;
  /** Where each wave begins, in order. */
  waves: { wave: number; startMs: number }[];
  /** Ids of the nodes that the rows show. */
  nodes: string[];
}

type Timed = Pick<NodeExecutionRead, "queued_at" | "started_at" | "ended_at">;

/** What the axis counts: milliseconds, or waves where all is over in a moment. */
export type Scale = "time" | "waves";

const MOST_ROWS_OF_A_NODE = 12;
const TOO_SHORT_TO_SEE = 0.002; // of the whole: such an overlap is drawn as none

const LEAST_MS_A_WAVE = 2; // below, times say nothing of the order

/** The axis that shows more: light steps follow each other in so little time that only their order can be seen. */
export function scaleOf(firings: readonly NodeExecutionRead[]): Scale {
  let [first, last] = [Infinity, -Infinity];
  const waves = new Set<number>();
  for (const { started_at: started, ended_at: ended, wave } of firings) {
    if (started === null) continue;
    first = Math.min(first, Date.parse(started));
    last = Math.max(last, Date.parse(ended ?? started));
    waves.add(wave);
  }
  return waves.size > 1 && last - first < waves.size * LEAST_MS_A_WAVE ? "waves" : "time";
}

/**
 * Firings as bars, one row for each node in the order of their first firing; firings of a node that overlap get
 * rows of their own below it. startedAt, now: of the run; what has not ended goes on until now.
 */
export function timelineOf(
  firings: readonly NodeExecutionRead[],
  startedAt: string,
  now: Date,
  scale: Scale = "time",
): Timeline {
  const zero = Date.parse(startedAt);
  const begun = firings.filter((one) => one.started_at !== null || one.queued_at !== null);
  const spans = begun.map((firing) => ({
    firing,
    ...(scale === "time" ? spanOf(firing, zero, now) : waveOf(firing)),
  }));
  const lengthMs = Math.max(1, ...pieces(spans.map((span) => span.endMs)));
  const tolerance = scale === "time" ? lengthMs * TOO_SHORT_TO_SEE : 0;
  spans.sort((one, other) => one.startMs - other.startMs || one.firing.wave - other.firing.wave);
  const rowsOf = new Map<string, typeof spans>();
  for (const span of spans) {
    const mine = rowsOf.get(span.firing.node_id);
    if (mine === undefined) rowsOf.set(span.firing.node_id, [span]);
    else mine.push(span);
  }
  const bars: Bar[] = [];
  const nodes: string[] = [];
  for (const [nodeId, mine] of rowsOf) {
    const ends: number[] = []; // of the last bar in each of the node's rows
    const base = nodes.length;
    for (const span of mine) {
      const free = ends.findIndex((end) => end - tolerance <= span.startMs);
      const place = Math.min(free < 0 ? ends.length : free, MOST_ROWS_OF_A_NODE - 1);
      ends[place] = Math.max(span.endMs, ends[place] ?? 0);
      bars.push({ ...span, row: base + place });
    }
    nodes.push(...ends.map(() => nodeId));
  }
  return { bars, rows: nodes.length, lengthMs, waves: wavesOf(spans), nodes };
}

/** The part of the whole that is seen: `from` and `to` from 0 to 1. */
export interface View {
  from: number;
  to: number;
}

/** Round times at which lines are drawn, in milliseconds; about `count` of them in the view. */
export function ticksOf({ from, to }: View, lengthMs: number, count: number): number[] {
  const [start, end] = [from * lengthMs, to * lengthMs];
  const rough = (end - start) / count;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 0.001)));
  const step = Math.max(1, [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough) ?? 0);
  const ticks: number[] = [];
  for (let at = Math.ceil(start / step) * step; at <= end && ticks.length < 100; at += step) ticks.push(at);
  return ticks;
}

/** The colour of a bar by what came of the firing. */
export const BAR_TONE: Record<NodeStatus, string> = {
  QUEUED: "bg-line-strong",
  RUNNING: "bg-info-text/80",
  AWAITING_INPUT: "bg-warning-text",
  COMPLETED: "bg-success-text/75",
  FAILED: "bg-danger",
  TERMINATED: "bg-faint",
};

function waveOf({ wave }: NodeExecutionRead) {
  return { queuedMs: wave, startMs: wave, endMs: wave + 1 };
}

function spanOf({ queued_at: queued, started_at: started, ended_at: ended }: Timed, zero: number, now: Date) {
  const startMs = Math.max(0, Date.parse(started ?? queued ?? "") - zero);
  const end = ended === null ? now.getTime() : Date.parse(ended);
  const queuedMs = queued === null ? startMs : Math.max(0, Date.parse(queued) - zero);
  return { queuedMs: Math.min(queuedMs, startMs), startMs, endMs: Math.max(startMs, end - zero) };
}

function wavesOf(spans: readonly { firing: NodeExecutionRead; startMs: number }[]) {
  const starts = new Map<number, number>();
  for (const { firing, startMs } of spans) {
    starts.set(firing.wave, Math.min(startMs, starts.get(firing.wave) ?? Infinity));
  }
  return [...starts].map(([wave, startMs]) => ({ wave, startMs })).toSorted((a, b) => a.wave - b.wave);
}

/** Math.max takes so many arguments at once. */
function pieces(numbers: readonly number[]): number[] {
  const found: number[] = [];
  for (let at = 0; at < numbers.length; at += 10_000) found.push(Math.max(...numbers.slice(at, at + 10_000)));
  return found;
}
