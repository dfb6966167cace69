// Where nodes are and what they are called: what the builder keeps in a node's metadata.
import type { BlockRead } from "@/api/schema";
import { isObject, textOf } from "@/features/builder/lib/json";
import type { BuilderNode, Position } from "@/features/builder/types";

/** How wide a card is, and about how high: for layouts before the browser has measured it. */
export const CARD = { width: 264, height: 132 };
export const GRID = 20;

export interface Size {
  width: number;
  height: number;
}

/** null: it was made where nodes have no places. */
export function placeOf(node: Pick<BuilderNode, "metadata">): Position | null {
  const given = node.metadata.position;
  if (!isObject(given)) return null;
  const { x, y } = given;
  return Number.isFinite(x) && Number.isFinite(y) ? { x: x as number, y: y as number } : null;
}

export function positionOf(node: Pick<BuilderNode, "metadata">): Position {
  return placeOf(node) ?? { x: 0, y: 0 };
}

/** Of a note that somebody made larger. */
export function sizeOf(node: BuilderNode): Size | null {
  const given = node.metadata.size;
  if (!isObject(given)) return null;
  const { width, height } = given;
  return typeof width === "number" && typeof height === "number" ? { width, height } : null;
}

export function withMetadata(node: BuilderNode, entries: Record<string, unknown>): BuilderNode {
  const metadata = Object.entries({ ...node.metadata, ...entries }).filter(
    ([, value]) => value !== undefined,
  );
  return { ...node, metadata: Object.fromEntries(metadata) };
}

export function movedTo(node: BuilderNode, { x, y }: Position): BuilderNode {
  return withMetadata(node, { position: { x: Math.round(x), y: Math.round(y) } });
}

/** What people call a node: its own title, the agent it runs, the name it gives or takes, or its block. */
export function titleOf(node: BuilderNode, block: BlockRead | undefined): string {
  const own = textOf(node.metadata.customized_name);
  if (own !== "") return own;
  const named = block?.kind === "agent" ? textOf(node.inputDefault.agent_name) : "";
  const called = block?.kind === "input" || block?.kind === "output" ? textOf(node.inputDefault.name) : "";
  return named || called || (block?.name ?? node.blockId);
}

const GAP = { x: 96, y: 40 };

/** To the right of a node, or to the left, where nothing stands yet: as high as the node, else below. */
export function freeBeside(
  nodes: readonly BuilderNode[],
  node: BuilderNode,
  side: "left" | "right",
): Position {
  const { x, y } = positionOf(node);
  const at = { x: x + (side === "right" ? 1 : -1) * (CARD.width + GAP.x), y };
  const isTaken = () =>
    nodes
      .map(positionOf)
      .some((one) => Math.abs(one.x - at.x) < CARD.width && Math.abs(one.y - at.y) < CARD.height);
  while (isTaken()) at.y += GAP.y;
  return at;
}
