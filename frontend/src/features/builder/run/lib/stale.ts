// Which results on the canvas are from before a change: of a step that was changed, or of anything behind one.
import { isSame } from "@/features/builder/lib/json";
import type { BuilderDocument, BuilderLink, BuilderNode } from "@/features/builder/types";

/**
 * Ids of the nodes with a result that `document` would not give. ran: the document that each result was made of.
 * otherwise: nodes for which other values stand now than when the results were made.
 */
export function staleNodes(
  document: BuilderDocument,
  ran: Readonly<Record<string, BuilderDocument>>,
  withResult: Iterable<string>,
  otherwise: Iterable<string> = [],
): Set<string> {
  const shown = new Set(withResult);
  const now = byId(document.nodes);
  const changed = new Set(
    [...now.keys()].filter((nodeId) => {
      const before = ran[nodeId];
      return before !== undefined && before !== document && hasChanged(nodeId, document, before);
    }),
  );
  const behind = reached([...changed, ...otherwise], document.links);
  return new Set([...behind].filter((nodeId) => shown.has(nodeId) && now.has(nodeId)));
}

/** `from` and all that is fed by it. */
export function reached(from: Iterable<string>, links: readonly BuilderLink[]): Set<string> {
  const found = new Set(from);
  const waiting = [...found];
  const sinks = new Map<string, string[]>();
  for (const { sourceId, sinkId } of links) sinks.set(sourceId, [...(sinks.get(sourceId) ?? []), sinkId]);
  for (let nodeId = waiting.pop(); nodeId !== undefined; nodeId = waiting.pop()) {
    for (const sinkId of sinks.get(nodeId) ?? []) {
      if (found.has(sinkId)) continue;
      found.add(sinkId);
      waiting.push(sinkId);
    }
  }
  return found;
}

function hasChanged(nodeId: string, now: BuilderDocument, before: BuilderDocument): boolean {
  const [one, other] = [find(now, nodeId), find(before, nodeId)];
  if (one === undefined || other === undefined) return true;
  if (one !== other && !isSame(meaning(one), meaning(other))) return true;
  return now.links !== before.links && !isSame(feeding(nodeId, now), feeding(nodeId, before));
}

/** What of a node makes its result; where it stands and what it is called does not. */
function meaning({ blockId, inputDefault, settings }: BuilderNode) {
  return { blockId, inputDefault, settings };
}

function feeding(nodeId: string, { links }: BuilderDocument): string[] {
  return links
    .filter((link) => link.sinkId === nodeId)
    .map((link) => JSON.stringify([link.sourceId, link.sourceName, link.sinkName, link.isStatic]))
    .toSorted();
}

function find(document: BuilderDocument, nodeId: string): BuilderNode | undefined {
  return document.nodes.find((node) => node.id === nodeId);
}

function byId(nodes: readonly BuilderNode[]): Map<string, BuilderNode> {
  return new Map(nodes.map((node) => [node.id, node]));
}
