// What events and rows of an execution come to. Pure: a batch of events changes only the entries of their nodes.
import type { ExecutionStatus, NodeExecutionRead, NodeStatus } from "@/api/schema";
import type { Firing, NodeRun, Output } from "@/features/builder/store/run";
import type { ExecutionEvent } from "@/live/types";

export interface RunView {
  status: ExecutionStatus | null;
  error: string | null;
  nodes: Readonly<Record<string, NodeRun>>;
}

export const EMPTY_VIEW: RunView = { status: null, error: null, nodes: {} };
/** Firings of one node that are kept. */
export const MOST_FIRINGS = 500;

type OfFiring = Extract<ExecutionEvent, { node_execution_id: string }>;
/** A node's entry that this batch may change in place. */
type Draft = { firings: number; list: Firing[]; sent: Record<string, number> };

const ENDED: ReadonlySet<string> = new Set(["COMPLETED", "FAILED", "TERMINATED"]);

export function hasEnded(status: ExecutionStatus | NodeStatus | null): boolean {
  return status !== null && ENDED.has(status);
}

/** The state after events, in order. What has ended stays ended: old events may come after the truth over REST. */
export function reduced(view: RunView, events: readonly ExecutionEvent[]): RunView {
  const drafts = new Map<string, Draft>();
  let { status, error } = view;
  for (const event of events) {
    if (event.type === "execution.completed" || event.type === "execution.failed") {
      [status, error] = [event.status, event.error];
    } else if (event.type === "execution.started" || event.type === "execution.paused") {
      if (!hasEnded(status)) status = event.status;
    } else if ("node_execution_id" in event) {
      take(drafted(drafts, view, event.node_id), event);
      if (!hasEnded(status)) status = status === "QUEUED" || status === null ? "RUNNING" : status;
      if (status === "REVIEW" && event.type === "node.started") status = "RUNNING";
    }
  }
  return { status, error, nodes: withDrafts(view.nodes, drafts) };
}

/** The state with the rows of REST, which know more than events; what events knew to have ended stays so. */
export function withRows(view: RunView, rows: readonly NodeExecutionRead[]): RunView {
  const drafts = new Map<string, Draft>();
  for (const row of rows) {
    const draft = drafted(drafts, view, row.node_id);
    const place = draft.list.findIndex((one) => one.id === row.id);
    const known = draft.list[place];
    if (known !== undefined && hasEnded(known.status) && !hasEnded(row.status)) continue;
    const firing = { ...ofRow(row), streamed: known?.streamed ?? {} };
    if (known === undefined) draft.list.push(firing);
    else draft.list[place] = firing;
  }
  for (const draft of drafts.values()) {
    draft.list = draft.list.toSorted((one, other) => one.index - other.index);
    draft.firings = Math.max(draft.firings, (draft.list.at(-1)?.index ?? -1) + 1);
    draft.sent = counted(draft.list);
  }
  return { ...view, nodes: withDrafts(view.nodes, drafts) };
}

/** A row as the app spells it. */
export function ofRow(row: NodeExecutionRead): Firing {
  return {
    id: row.id,
    index: row.index,
    status: row.status,
    input: row.input,
    outputs: row.outputs === null ? null : pairs(row.outputs),
    error: row.error,
    errorCode: row.error_code,
    origin: row.origin,
    cost: row.cost,
    tokens: row.tokens_in + row.tokens_out,
    attempts: row.attempts,
    streamed: {},
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}

/** A node's entry by its firings. */
export function nodeRunOf(list: readonly Firing[], firings: number, sent: NodeRun["sent"]): NodeRun | null {
  const last = list.at(-1);
  if (last === undefined) return null;
  const { outputs, error, streamed, startedAt, endedAt } = last;
  const busy = list.find((one) => one.status === "RUNNING" || one.status === "AWAITING_INPUT");
  return {
    status: busy?.status ?? last.status,
    firings,
    outputs,
    error,
    streamed,
    startedAt,
    endedAt,
    list,
    sent,
  };
}

export function counted(list: readonly Firing[]): Record<string, number> {
  const sent: Record<string, number> = {};
  for (const firing of list) {
    for (const [pin] of firing.outputs ?? []) sent[pin] = (sent[pin] ?? 0) + 1;
  }
  return sent;
}

function drafted(drafts: Map<string, Draft>, view: RunView, nodeId: string): Draft {
  const known = drafts.get(nodeId);
  if (known !== undefined) return known;
  const was = view.nodes[nodeId];
  const draft = { firings: was?.firings ?? 0, list: [...(was?.list ?? [])], sent: { ...was?.sent } };
  drafts.set(nodeId, draft);
  return draft;
}

function take(draft: Draft, event: OfFiring): void {
  const at = draft.list.findLastIndex((one) => one.id === event.node_execution_id);
  const was = draft.list[at] ?? begun(event);
  const next = after(was, event);
  if (next === was && at >= 0) return;
  if (at >= 0) draft.list[at] = next;
  else insert(draft, next);
  if (hasEnded(next.status) && !hasEnded(was.status)) {
    for (const [pin] of next.outputs ?? []) draft.sent[pin] = (draft.sent[pin] ?? 0) + 1;
  }
}

function insert(draft: Draft, firing: Firing): void {
  const behind = draft.list.findLastIndex((one) => one.index < firing.index);
  draft.list.splice(behind + 1, 0, firing);
  if (draft.list.length > MOST_FIRINGS) draft.list.shift();
  draft.firings = Math.max(draft.firings, firing.index + 1);
}

function after(firing: Firing, event: OfFiring): Firing {
  if (hasEnded(firing.status)) return firing;
  switch (event.type) {
    case "node.started":
      return { ...firing, status: event.status, startedAt: event.at };
    case "node.awaiting_input":
      return { ...firing, status: event.status };
    case "node.retrying":
      return { ...firing, status: event.status, error: event.error, attempts: event.attempts, streamed: {} };
    case "output.delta": {
      const text = (firing.streamed[event.pin] ?? "") + event.text;
      return { ...firing, status: "RUNNING", streamed: { ...firing.streamed, [event.pin]: text } };
    }
    case "node.completed":
      return {
        ...firing,
        status: event.status,
        outputs: event.outputs === null ? null : pairs(event.outputs),
        error: null,
        endedAt: event.at,
      };
    case "node.failed":
      return { ...firing, status: event.status, error: event.error, outputs: [], endedAt: event.at };
  }
}

function begun(event: OfFiring): Firing {
  return {
    id: event.node_execution_id,
    index: event.index,
    status: "QUEUED",
    input: null,
    outputs: null,
    error: null,
    errorCode: "",
    origin: "run",
    cost: "0",
    tokens: 0,
    attempts: 0,
    streamed: {},
    startedAt: null,
    endedAt: null,
  };
}

function pairs(given: readonly (readonly unknown[])[]): Output[] {
  return given.map(([pin, value]) => [String(pin), value]);
}

function withDrafts(nodes: RunView["nodes"], drafts: Map<string, Draft>): RunView["nodes"] {
  if (drafts.size === 0) return nodes;
  const made = [...drafts].flatMap(([nodeId, { list, firings, sent }]) => {
    const run = nodeRunOf(list, firings, sent);
    return run === null ? [] : [[nodeId, run] as const];
  });
  return { ...nodes, ...Object.fromEntries(made) };
}
