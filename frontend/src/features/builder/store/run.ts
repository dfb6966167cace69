// What the run on the canvas has come to, node by node. An event changes the entry of one node, so one node is drawn.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { ExecutionStatus, NodeStatus } from "@/api/schema";

/** The last firing of a node in the run that is shown. */
export interface NodeRun {
  status: NodeStatus;
  /** How often it has fired. */
  firings: number;
  /** [pin, value] pairs; null while they are not known (large ones are fetched when they are looked at). */
  outputs: readonly (readonly [string, unknown])[] | null;
  error: string | null;
  /** Text that a model has said so far, by pin. */
  streamed: Readonly<Record<string, string>>;
  startedAt: string | null;
  endedAt: string | null;
}

interface RunState {
  executionId: string | null;
  status: ExecutionStatus | null;
  nodes: Readonly<Record<string, NodeRun>>;
  /** Nodes whose shown result no longer matches the document. */
  stale: ReadonlySet<string>;
  /** Node id → [[pin, value], …] that stand for its firings in runs from the builder. */
  pinned: Readonly<Record<string, readonly (readonly [string, unknown])[]>>;
}

const NOTHING: RunState = { executionId: null, status: null, nodes: {}, stale: new Set(), pinned: {} };

export const runStore = createStore<RunState>(() => NOTHING);

export function useRun<T>(pick: (state: RunState) => T): T {
  return useStore(runStore, pick);
}

/** The same object until something of this node changes. */
export function useNodeRun(nodeId: string): NodeRun | undefined {
  return useRun((state) => state.nodes[nodeId]);
}
