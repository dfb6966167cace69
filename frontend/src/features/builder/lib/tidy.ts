// Tidying up: elk puts the nodes into layers from left to right. It comes when it is first needed, in a worker.
import type { ElkNode } from "elkjs/lib/elk-api.js";
import type { Box } from "@/features/builder/lib/align";
import { GRID } from "@/features/builder/lib/place";
import type { BuilderLink, Position } from "@/features/builder/types";

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.layered.spacing.nodeNodeBetweenLayers": "88",
  "elk.spacing.nodeNode": "36",
  "elk.spacing.componentComponent": "72",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
};

/** New places for the boxes; their common upper left corner stays where it is. */
export async function tidied(
  boxes: readonly Box[],
  links: readonly BuilderLink[],
): Promise<Map<string, Position>> {
  const elk = await layoutEngine();
  const ids = new Set(boxes.map((box) => box.id));
  const edges = links
    .filter((link) => ids.has(link.sourceId) && ids.has(link.sinkId))
    .map(({ id, sourceId, sinkId }) => ({ id, sources: [sourceId], targets: [sinkId] }));
  const children = boxes.map(({ id, width, height }) => ({ id, width, height }));
  const done = await elk.layout({ id: "root", layoutOptions: OPTIONS, children, edges });
  const placed = (done.children ?? []).map(({ id, x = 0, y = 0 }) => ({ id, x, y }));
  const origin = cornerOf(boxes);
  const corner = cornerOf(placed);
  return new Map(
    placed.map(({ id, x, y }) => [
      id,
      { x: snapped(origin.x + x - corner.x), y: snapped(origin.y + y - corner.y) },
    ]),
  );
}

let engine: Promise<{ layout: (graph: ElkNode) => Promise<ElkNode> }> | null = null;

function layoutEngine() {
  engine ??= (async () => {
    const [{ default: Elk }, { default: url }] = await Promise.all([
      import("elkjs/lib/elk-api.js"),
      import("elkjs/lib/elk-worker.min.js?url"),
    ]);
    return new Elk({ workerFactory: () => new Worker(url) });
  })();
  return engine;
}

function cornerOf(places: readonly Position[]): Position {
  return { x: Math.min(...places.map(({ x }) => x)), y: Math.min(...places.map(({ y }) => y)) };
}

function snapped(length: number): number {
  return Math.round(length / GRID) * GRID;
}
