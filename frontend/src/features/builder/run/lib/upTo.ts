// A run up to one step: what it needs, and what stands for steps that need not run.
import { isCut, isDisabled } from "@/features/builder/lib/disabled";
import type { LastResults } from "@/features/builder/run/lib/given";
import type { Output } from "@/features/builder/store/run";
import type { BuilderDocument } from "@/features/builder/types";

/** Node id → [[pin, value], …] that stand for what the node gives. */
export type Standing = Readonly<Record<string, readonly Output[]>>;

export interface UpTo {
  /** The step, which runs in any case. */
  nodeId: string;
  /** For this run alone, over what is pinned and edited. */
  instead?: Standing;
}

/** What stands for steps in a run of the document; the step that a run goes up to is to run itself. */
export function standing(
  document: BuilderDocument,
  { pinned, edited = {} }: Pick<LastResults, "pinned" | "edited">,
  upTo?: UpTo,
): Record<string, readonly Output[]> {
  const known = new Set(document.nodes.map((node) => node.id));
  const all = Object.entries({ ...pinned, ...edited, ...upTo?.instead });
  return Object.fromEntries(all.filter(([nodeId]) => known.has(nodeId) && nodeId !== upTo?.nodeId));
}

/** Ids of the step and all that it needs, as the engine counts them; tools of models aside. Nothing feeds what stands. */
export function neededFor(document: BuilderDocument, nodeId: string, stands: Standing): Set<string> {
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const links = document.links.filter((link) => !(link.sinkId in stands) && !isCut(link, nodes));
  const found = new Set([nodeId]);
  const waiting = [nodeId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const { sourceId, sinkId } of links) {
      if (sinkId !== id || found.has(sourceId)) continue;
      found.add(sourceId);
      waiting.push(sourceId);
    }
  }
  return found;
}

/** Whether a step would run on values that are missing or outdated if it ran alone. given: by the name of the pin. */
export function lacksInput(
  document: BuilderDocument,
  nodeId: string,
  given: Readonly<Record<string, unknown>>,
  stale: ReadonlySet<string>,
): boolean {
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const isFresh = ({ sourceId, sinkName }: BuilderDocument["links"][number]) =>
    given[sinkName] !== undefined && !stale.has(sourceId);
  return document.links.some(
    (link) => link.sinkId === nodeId && !isDisabled(nodes.get(link.sourceId)) && !isFresh(link),
  );
}
