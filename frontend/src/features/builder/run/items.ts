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

/** What a step gave, item by item; after a test of one item those that there were before it. */
export function knownItems(nodeId: string): readonly (readonly Output[])[] {
  const items = itemsOf(allOutputs(nodeId));
  return items.length > 0 ? items : (runStore.getState().items[nodeId] ?? []);
}

/** A run with one item of them is about to begin. */
export function keepItems(nodeId: string, items: readonly (readonly Output[])[]): void {
  runStore.setState((state) => ({ items: { ...state.items, [nodeId]: items } }));
}

/** Whether one firing of a step gives several values on a pin, each of which what follows fires for. */
export function givesItems(nodeId: string): boolean {
  const node = documentStore.getState().history.present.nodes.find((one) => one.id === nodeId);
  if (node === undefined) return false;
  if (blocksNow().get(node.blockId)?.slug === ITERATOR) return true;
  const { nodes, items } = runStore.getState();
  return items[nodeId] !== undefined || itemsOf(nodes[nodeId]?.list.at(-1)?.outputs ?? []).length > 0;
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
