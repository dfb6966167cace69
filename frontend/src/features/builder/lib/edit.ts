// Changes of a document, one function each.
import type { BlockRead } from "@/api/schema";
import { type Ends, isBetween } from "@/features/builder/lib/canConnect";
import { newId } from "@/features/builder/lib/ids";
import { movedTo, positionOf, withMetadata } from "@/features/builder/lib/place";
import { ERROR_PIN } from "@/features/builder/lib/pins";
import type { Blocks, BuilderLink, BuilderNode, Change, Fragment, Position } from "@/features/builder/types";

export function makeNode(
  block: BlockRead,
  position: Position,
  inputDefault: Record<string, unknown> = {},
): BuilderNode {
  return {
    id: newId(),
    blockId: block.slug,
    inputDefault,
    metadata: { position: { ...position } },
    settings: {},
  };
}

export function makeLink(ends: Ends, graph: Fragment, blocks: Blocks): BuilderLink {
  const source = graph.nodes.find((node) => node.id === ends.sourceId);
  // What a block of this kind gives it lends again and again; its errors happen once.
  const lends = source !== undefined && blocks.get(source.blockId)?.static_output === true;
  const { sourceId, sourceName, sinkId, sinkName } = ends;
  return { id: newId(), sourceId, sourceName, sinkId, sinkName, isStatic: lends && sourceName !== ERROR_PIN };
}

export function adding(fragment: Fragment): Change {
  return (document) => ({
    ...document,
    nodes: [...document.nodes, ...fragment.nodes],
    links: [...document.links, ...fragment.links],
  });
}

export function linking(ends: Ends, blocks: Blocks): Change {
  return (document) => {
    if (document.links.some((link) => isBetween(link, ends))) return document;
    return { ...document, links: [...document.links, makeLink(ends, document, blocks)] };
  };
}

/** One end of a link goes to another pin. */
export function relinking(linkId: string, ends: Ends, blocks: Blocks): Change {
  return (document) => linking(ends, blocks)(removing([], [linkId])(document));
}

/** Nodes go with their links. */
export function removing(nodes: Iterable<string>, links: Iterable<string> = []): Change {
  const [goneNodes, goneLinks] = [new Set(nodes), new Set(links)];
  return (document) => ({
    ...document,
    nodes: document.nodes.filter((node) => !goneNodes.has(node.id)),
    links: document.links.filter(
      (link) => !goneLinks.has(link.id) && !goneNodes.has(link.sourceId) && !goneNodes.has(link.sinkId),
    ),
  });
}

/** Those that are already there stay the same objects. */
export function moving(places: ReadonlyMap<string, Position>): Change {
  return changing((node) => {
    const place = places.get(node.id);
    if (place === undefined) return node;
    const { x, y } = positionOf(node);
    return x === Math.round(place.x) && y === Math.round(place.y) ? node : movedTo(node, place);
  });
}

/** An empty title gives the node the one of its block again. */
export function titling(nodeId: string, title: string): Change {
  const name = title.trim().slice(0, 200);
  return describing([nodeId], { customized_name: name === "" ? undefined : name });
}

/** Set entries of the metadata; undefined takes one away. */
export function describing(nodes: Iterable<string>, entries: Record<string, unknown>): Change {
  const meant = new Set(nodes);
  return changing((node) => (meant.has(node.id) ? withMetadata(node, entries) : node));
}

export function settingInput(nodeId: string, pin: string, value: unknown): Change {
  return changing((node) =>
    node.id === nodeId ? { ...node, inputDefault: { ...node.inputDefault, [pin]: value } } : node,
  );
}

/** `node` comes into a link: its input takes what came along, its output goes where that went. */
export function inserting(
  link: BuilderLink,
  node: BuilderNode,
  pins: { input: string; output: string },
  blocks: Blocks,
): Change {
  return (document) => {
    const without = removing([], [link.id])(document);
    const grown = adding({ nodes: [node], links: [] })(without);
    const before = { ...link, sinkId: node.id, sinkName: pins.input };
    const after = { ...link, sourceId: node.id, sourceName: pins.output };
    return linking(after, blocks)(linking(before, blocks)(grown));
  };
}

function changing(change: (node: BuilderNode) => BuilderNode): Change {
  return (document) => {
    const nodes = document.nodes.map(change);
    return nodes.every((node, place) => node === document.nodes[place]) ? document : { ...document, nodes };
  };
}

/** The nodes that `ids` name, and the links between them. */
export function fragmentOf(graph: Fragment, ids: ReadonlySet<string>): Fragment {
  return {
    nodes: graph.nodes.filter((node) => ids.has(node.id)),
    links: graph.links.filter((link) => ids.has(link.sourceId) && ids.has(link.sinkId)),
  };
}
