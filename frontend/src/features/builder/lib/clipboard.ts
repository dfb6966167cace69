// Nodes and links as JSON text: what is copied here can be pasted in another tab, installation, file or chat.
import { fromApi } from "@/features/builder/lib/fromApi";
import { newId } from "@/features/builder/lib/ids";
import { isObject } from "@/features/builder/lib/json";
import { movedTo, positionOf } from "@/features/builder/lib/place";
import { linkJson, nodeJson } from "@/features/builder/lib/toApi";
import type { BuilderDocument, BuilderNode, Fragment, Position } from "@/features/builder/types";

export function asText(fragment: Fragment): string {
  const { nodes, links } = fragment;
  return JSON.stringify({ nodes: nodes.map(nodeJson), links: links.map(linkJson) }, null, 2);
}

/** What a text says of nodes, be it a selection or the file of a whole agent; null if it is something else. */
export function readText(text: string): { document: BuilderDocument; isWholeAgent: boolean } | null {
  if (!text.trimStart().startsWith("{")) return null;
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (!isObject(given) || !Array.isArray(given.nodes)) return null;
  const document = fromApi(given);
  if (document.nodes.length === 0 || document.nodes.some((node) => node.blockId === "")) return null;
  return { document, isWholeAgent: document.name !== "" };
}

/** A copy under ids of its own, with its upper left corner at `at`. Links to nodes that are not in it are left out. */
export function copyAt(fragment: Fragment, at: Position): Fragment {
  const ids = new Map(fragment.nodes.map((node) => [node.id, newId()]));
  const groups = new Map<unknown, string>();
  const corner = cornerOf(fragment.nodes);
  const nodes = fragment.nodes.map((node) => {
    const { x, y } = positionOf(node);
    const place = { x: at.x + x - corner.x, y: at.y + y - corner.y };
    return movedTo({ ...inOwnGroup(node, groups), id: ids.get(node.id) ?? newId() }, place);
  });
  const links = fragment.links.flatMap((link) => {
    const [sourceId, sinkId] = [ids.get(link.sourceId), ids.get(link.sinkId)];
    return sourceId === undefined || sinkId === undefined ? [] : [{ ...link, id: newId(), sourceId, sinkId }];
  });
  return { nodes, links };
}

export function cornerOf(nodes: readonly BuilderNode[]): Position {
  const places = nodes.map(positionOf);
  if (places.length === 0) return { x: 0, y: 0 };
  return { x: Math.min(...places.map(({ x }) => x)), y: Math.min(...places.map(({ y }) => y)) };
}

function inOwnGroup(node: BuilderNode, groups: Map<unknown, string>): BuilderNode {
  const group = node.metadata.group;
  if (!isObject(group)) return node;
  const id = groups.get(group.id) ?? newId();
  groups.set(group.id, id);
  return { ...node, metadata: { ...node.metadata, group: { ...group, id } } };
}
