// Going from node to node by the arrow keys: along links to the left and right, among siblings up and down.
import { positionOf } from "@/features/builder/lib/place";
import type { BuilderNode, Fragment } from "@/features/builder/types";

export type Direction = "left" | "right" | "up" | "down";

/** Id of the node to go to, or null. */
export function neighbour(graph: Fragment, from: string, direction: Direction): string | null {
  const start = graph.nodes.find((node) => node.id === from);
  if (start === undefined) return null;
  if (direction === "left" || direction === "right") {
    return linked(graph, start, direction)[0]?.id ?? beside(graph, start, direction);
  }
  return sibling(graph, start, direction);
}

/** The node and all that its values reach (right), or that its values come from (left). */
export function stream(graph: Fragment, from: Iterable<string>, direction: "left" | "right"): Set<string> {
  const found = new Set(from);
  const waiting = [...found];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const link of graph.links) {
      const [near, far] = direction === "right" ? [link.sourceId, link.sinkId] : [link.sinkId, link.sourceId];
      if (near !== id || found.has(far)) continue;
      found.add(far);
      waiting.push(far);
    }
  }
  return found;
}

function linked(graph: Fragment, { id }: BuilderNode, direction: "left" | "right"): BuilderNode[] {
  const ids = new Set(
    graph.links.flatMap((link) => {
      if (direction === "right") return link.sourceId === id ? [link.sinkId] : [];
      return link.sinkId === id ? [link.sourceId] : [];
    }),
  );
  ids.delete(id);
  return graph.nodes.filter((node) => ids.has(node.id)).sort(byHeight);
}

/** Those that share a neighbour; with none of them, whatever stands nearest in that direction. */
function sibling(graph: Fragment, start: BuilderNode, direction: "up" | "down"): string | null {
  const around = [...linked(graph, start, "left"), ...linked(graph, start, "right")];
  const near = new Set([
    ...around.flatMap((node) => linked(graph, node, "right")),
    ...around.flatMap((node) => linked(graph, node, "left")),
  ]);
  const column = [...near].filter((node) => Math.abs(positionOf(node).x - positionOf(start).x) < 200);
  return nearest(column, start, direction) ?? nearest(graph.nodes, start, direction);
}

function nearest(nodes: readonly BuilderNode[], start: BuilderNode, direction: "up" | "down"): string | null {
  const { x, y } = positionOf(start);
  const sign = direction === "down" ? 1 : -1;
  const ahead = nodes.filter((node) => node !== start && (positionOf(node).y - y) * sign > 0);
  const far = (node: BuilderNode) => Math.abs(positionOf(node).y - y) + 3 * Math.abs(positionOf(node).x - x);
  return ahead.sort((one, other) => far(one) - far(other))[0]?.id ?? null;
}

function beside(graph: Fragment, start: BuilderNode, direction: "left" | "right"): string | null {
  const { x, y } = positionOf(start);
  const sign = direction === "right" ? 1 : -1;
  const ahead = graph.nodes.filter((node) => (positionOf(node).x - x) * sign > 0);
  const far = (node: BuilderNode) => Math.abs(positionOf(node).x - x) + 3 * Math.abs(positionOf(node).y - y);
  return ahead.sort((one, other) => far(one) - far(other))[0]?.id ?? null;
}

function byHeight(one: BuilderNode, other: BuilderNode): number {
  return positionOf(one).y - positionOf(other).y;
}
