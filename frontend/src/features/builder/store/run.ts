// What the run on the canvas has come to, node by node. An event changes the entry of one node, so one node is drawn.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { ExecutionRead, ExecutionStatus, NodeExecutionRead, NodeStatus } from "@/api/schema";
import { EMPTY_VIEW, reduced, type RunView, withRows } from "@/features/builder/run/lib/reduce";
import type { BuilderDocument } from "@/features/builder/types";
import type { ExecutionEvent } from "@/live/types";

/** One [pin, value] of what a firing gave. */
export type Output = readonly [pin: string, value: unknown];

export interface Firing {
  id: string;
  index: number;
  status: NodeStatus;
  /** Null until it is fetched: events do not carry it. */
  input: Readonly<Record<string, unknown>> | null;
  /** Null while it is not known: large ones are fetched. */
  outputs: readonly Output[] | null;
  error: string | null;
  errorCode: string;
  /** How it came about: it ran, or was reused, pinned, simulated. */
  origin: string;
  /** Credits, as a decimal string. */
  cost: string;
  tokens: number;
  attempts: number;
  /** Text that a model has said so far, by pin. */
  streamed: Readonly<Record<string, string>>;
  startedAt: string | null;
  endedAt: string | null;
}

/** The last firing of a node in the run that is shown. */
export interface NodeRun {
  status: NodeStatus;
  /** How often it has fired. */
  firings: number;
  /** [pin, value] pairs; null while they are not known (large ones are fetched when they are looked at). */
  outputs: readonly Output[] | null;
  error: string | null;
  /** Text that a model has said so far, by pin. */
  streamed: Readonly<Record<string, string>>;
  startedAt: string | null;
  endedAt: string | null;
  /** The firings in order; of very many, the last ones. */
  list: readonly Firing[];
  /** How many values went out on each pin. */
  sent: Readonly<Record<string, number>>;
}

interface RunState extends RunView {
  executionId: string | null;
  /** As REST told it last. */
  execution: ExecutionRead | null;
  /** What was on the canvas when each node's result was made; nodes of unknown origin are left out. */
  ran: Readonly<Record<string, BuilderDocument>>;
  /** Nodes whose shown result no longer matches the document. */
  stale: ReadonlySet<string>;
  /** Node id → [[pin, value], …] that stand for its firings in runs from the builder. */
  pinned: Readonly<Record<string, readonly Output[]>>;
  /** The same for results that were changed here; until the agent is run anew. */
  edited: Readonly<Record<string, readonly Output[]>>;
  /** Items of steps of which a single one was tested, as they were before: [[pin, value], …] for each. */
  items: Readonly<Record<string, readonly (readonly Output[])[]>>;
  /** Those with which the shown results were made. */
  ranEdited: RunState["edited"];
  /** The run from which results can be taken over: the last one that was real, and not of one step alone. */
  base: string | null;
}

const NO_NODES: ReadonlySet<string> = new Set();
const NO_RUN = {
  ...EMPTY_VIEW,
  executionId: null,
  execution: null,
  ran: {},
  stale: NO_NODES,
  base: null,
  ranEdited: {},
};

export const runStore = createStore<RunState>(() => ({ ...NO_RUN, pinned: {}, edited: {}, items: {} }));

/**
 * Show another run. document: what it runs, if that is known. onlyNode: what the other nodes came to before stays.
 * isDry: its results are made up.
 */
export function showRun(
  executionId: string,
  status: ExecutionStatus,
  document: BuilderDocument | null,
  onlyNode: string | null = null,
  isDry = false,
): void {
  runStore.setState((state) => {
    const isKept = (nodeId: string) => onlyNode !== null && nodeId !== onlyNode;
    const kept = <One>(all: Readonly<Record<string, One>>) =>
      Object.fromEntries(Object.entries(all).filter(([nodeId]) => isKept(nodeId)));
    const made = (document?.nodes ?? [])
      .filter((node) => !isKept(node.id))
      .map((node) => [node.id, document]);
    const ran = { ...kept(state.ran), ...(Object.fromEntries(made) as Record<string, BuilderDocument>) };
    const base = onlyNode !== null ? state.base : isDry ? null : executionId;
    const ranEdited = onlyNode === null ? state.edited : state.ranEdited;
    return { ...NO_RUN, executionId, status, ran, ranEdited, base, nodes: kept(state.nodes) };
  });
}

/** Show no run. Pinned outputs stay. */
export function clearRun(): void {
  runStore.setState({ ...NO_RUN, edited: {}, items: {} });
}

/** News of the run that is shown; those of another are left aside. */
export function takeEvents(executionId: string, events: readonly ExecutionEvent[]): void {
  runStore.setState((state) => (state.executionId === executionId ? reduced(state, events) : state));
}

/** The truth over REST. */
export function takeRows(execution: ExecutionRead, rows: readonly NodeExecutionRead[]): void {
  runStore.setState((state) => {
    if (state.executionId !== execution.id) return state;
    return { ...withRows(state, rows), execution, status: execution.status, error: execution.error };
  });
}

/** Show how the nodes stood at another moment. */
export function showNodes(nodes: RunView["nodes"]): void {
  runStore.setState({ nodes });
}

export function markStale(stale: ReadonlySet<string>): void {
  runStore.setState({ stale });
}

export function setPinned(pinned: RunState["pinned"]): void {
  runStore.setState({ pinned });
}

/** Nothing stands for steps any more, and no items of them are known: another agent comes. */
export function forgetValues(): void {
  runStore.setState({ pinned: {}, edited: {}, items: {} });
}

export function setEdited(edited: RunState["edited"]): void {
  runStore.setState({ edited });
}

export function useRun<T>(pick: (state: RunState) => T): T {
  return useStore(runStore, pick);
}

/** The same object until something of this node changes. */
export function useNodeRun(nodeId: string): NodeRun | undefined {
  return useRun((state) => state.nodes[nodeId]);
}

/** How many values went over a link in the run that is shown; a number, so that a link is drawn when it changes. */
export function useLinkCount(sourceId: string, sourceName: string): number {
  const pin = sourceName.split(/_[$#@]_/, 1)[0] ?? sourceName;
  return useRun((state) => state.nodes[sourceId]?.sent[pin] ?? 0);
}

/** Whether something is under way over a link: what it feeds is at work. */
export function useLinkIsActive(sourceId: string, sinkId: string): boolean {
  return useRun(({ nodes }) => nodes[sinkId]?.status === "RUNNING" && nodes[sourceId] !== undefined);
}
