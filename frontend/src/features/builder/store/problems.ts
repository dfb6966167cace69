// What the server says is wrong with the document, as it was a moment ago.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { GraphReport } from "@/api/schema";
import { isSame } from "@/features/builder/lib/json";
import type { NodeProblems } from "@/features/builder/types";

interface Problems {
  nodes: NodeProblems;
  graph: readonly string[];
  /** null: not known yet. */
  isValid: boolean | null;
}

const NONE: Problems = { nodes: {}, graph: [], isValid: null };

export const problemsStore = createStore<Problems>(() => NONE);

export function clearProblems(): void {
  problemsStore.setState(NONE);
}

/** Entries that did not change stay the same objects. */
export function setProblems(report: Pick<GraphReport, "nodes" | "graph"> & { valid?: boolean }): void {
  problemsStore.setState(({ nodes: before }) => ({
    nodes: Object.fromEntries(
      Object.entries(report.nodes).map(([id, pins]) => [
        id,
        isSame(before[id], pins) ? (before[id] ?? pins) : pins,
      ]),
    ),
    graph: report.graph,
    isValid: report.valid ?? false,
  }));
}

export function useProblems<T>(pick: (problems: Problems) => T): T {
  return useStore(problemsStore, pick);
}

/** Pin or field → message; undefined if nothing is wrong with the node. */
export function useNodeProblems(nodeId: string): Readonly<Record<string, string>> | undefined {
  return useProblems((problems) => problems.nodes[nodeId]);
}
