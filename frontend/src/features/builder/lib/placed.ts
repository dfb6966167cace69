// Places for nodes that have none: in columns, each to the right of what is linked into it. Circles are cut.
import { CARD, movedTo, placeOf } from "@/features/builder/lib/place";
import type { BuilderLink, BuilderNode } from "@/features/builder/types";

const GAP = { x: 96, y: 48 };

/** The same nodes; those without a place stand below the others. */
export function placed(nodes: readonly BuilderNode[], links: readonly BuilderLink[]): readonly BuilderNode[] {
  const lost = nodes.filter((node) => placeOf(node) === null);
  if (lost.length === 0) return nodes;
  const bottoms = nodes.flatMap((node) => placeOf(node)?.y ?? []).map((y) => y + CARD.height + GAP.y);
  const top = bottoms.length === 0 ? 0 : Math.max(...bottoms);
  const columns = columnsOf(lost, links);
  const filled = new Map<number, number>();
  return nodes.map((node) => {
    const column = columns.get(node.id);
    if (column === undefined) return node;
    const row = filled.get(column) ?? 0;
    filled.set(column, row + 1);
    return movedTo(node, { x: column * (CARD.width + GAP.x), y: top + row * (CARD.height + GAP.y) });
  });
}

function columnsOf(nodes: readonly BuilderNode[], links: readonly BuilderLink[]): Map<string, number> {
  const columns = new Map(nodes.map((node) => [node.id, 0]));
  const inner = links.filter((link) => columns.has(link.sourceId) && columns.has(link.sinkId));
  // Each round moves nodes behind what feeds them; a circle would move for ever, so rounds are bounded.
  for (let round = 0; round < nodes.length; round += 1) {
    let hasMoved = false;
    for (const { sourceId, sinkId } of inner) {
      const next = (columns.get(sourceId) ?? 0) + 1;
      if (sourceId === sinkId || next >= nodes.length || next <= (columns.get(sinkId) ?? 0)) continue;
      columns.set(sinkId, next);
      hasMoved = true;
    }
    if (!hasMoved) break;
  }
  return columns;
}
