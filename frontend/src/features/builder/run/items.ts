// Which steps hand on items, by what they are and by what they gave last.
import { ITERATOR, itemsOf } from "@/features/builder/run/lib/items";
import { documentStore } from "@/features/builder/store/document";
import { blocksNow } from "@/features/builder/store/blocks";
import { type Output, runStore } from "@/features/builder/store/run";

/** All that a step gave in the last run, or what is pinned or edited in its place. */
export function allOutputs(nodeId: string): readonly Output[] {
  const { nodes, pinned, edited } = runStore.getState();
  const stands = edited[nodeId] ?? pinned[nodeId];
  return stands ?? (nodes[nodeId]?.list ?? []).flatMap((firing) => firing.outputs ?? []);
}

/** Whether one firing of a step gives several values on a pin, each of which what follows fires for. */
export function givesItems(nodeId: string): boolean {
  const node = documentStore.getState().history.present.nodes.find((one) => one.id === nodeId);
  if (node === undefined) return false;
  if (blocksNow().get(node.blockId)?.slug === ITERATOR) return true;
  const last = runStore.getState().nodes[nodeId]?.list.at(-1)?.outputs ?? [];
  return itemsOf(last).length > 0;
}

/** The nearest step before this one that hands on items; null: there is none. */
export function itemsBefore(nodeId: string): string | null {
  const document = documentStore.getState().history.present;
  let near = new Set([nodeId]);
  for (const seen = new Set(near); near.size > 0;) {
    const next = document.links.filter(({ sinkId, sourceId }) => near.has(sinkId) && !seen.has(sourceId));
    near = new Set(next.map((link) => link.sourceId));
    for (const id of near) seen.add(id);
    const found = [...near].find(givesItems);
    if (found !== undefined) return found;
  }
  return null;
}
