// What would work with a pin: nodes of the document for a link, and blocks of the library for a new node.
import type { BlockRead } from "@/api/schema";
import { canConnect, type Ends, fitOfPins } from "@/features/builder/lib/canConnect";
import { makeNode } from "@/features/builder/lib/edit";
import { type Fit, isBetter, type Kind } from "@/features/builder/lib/fit";
import { ERROR_PIN, inputPins, outputPins, type Pin } from "@/features/builder/lib/pins";
import type { Blocks, BuilderNode, Fragment } from "@/features/builder/types";

/** One end of a link that waits for the other. */
export interface OpenEnd {
  nodeId: string;
  pin: string;
  side: "source" | "sink";
}

export interface Partner {
  node: BuilderNode;
  pin: Pin;
  ends: Ends;
  fit: Fit;
}

/** The pins of other nodes that this one can be linked to, the best first; force has those in that hardly fit. */
export function partners(graph: Fragment, blocks: Blocks, end: OpenEnd): Partner[] {
  const found = graph.nodes.flatMap((node) => {
    const block = blocks.get(node.blockId);
    if (block === undefined || node.id === end.nodeId) return [];
    return pinsFacing(node, block, end.side).flatMap((pin): Partner[] => {
      const ends = joined(end, { nodeId: node.id, pin: pin.name });
      const verdict = canConnect(graph, blocks, ends);
      if (!verdict.isAllowed || verdict.code === "unlikely") return [];
      return [{ node, pin, ends, fit: verdict.code === "tool" ? "open" : verdict.code }];
    });
  });
  return found.sort((one, other) => compare(one, other));
}

export interface Suggestion {
  block: BlockRead;
  /** Its best pin. */
  pin: string;
  fit: Fit;
}

/** The blocks of which a new node could be linked to the open end, the best first. */
export function followers(
  graph: Fragment,
  blocks: Blocks,
  list: readonly BlockRead[],
  end: OpenEnd,
): Suggestion[] {
  const here = graph.nodes.find((node) => node.id === end.nodeId);
  if (here === undefined) return [];
  const found = list.flatMap((block): Suggestion[] => {
    const pin = bestPin(here, end, makeNode(block, { x: 0, y: 0 }), block, blocks);
    return pin === null ? [] : [{ block, ...pin }];
  });
  return found.sort((one, other) => (one.fit === other.fit ? 0 : isBetter(one.fit, other.fit) ? -1 : 1));
}

/** Why a block does not fit: it takes nothing, it gives nothing, or other things. */
export type Misfit =
  { code: "note" | "agent" | "takes_nothing" | "gives_nothing" } | { code: "kind"; from: Kind; to: Kind };

/** Of a block that is not among the followers: what is in the way. */
export function misfitOf(graph: Fragment, blocks: Blocks, block: BlockRead, end: OpenEnd): Misfit {
  if (block.kind === "note" || block.kind === "agent") return { code: block.kind };
  const here = graph.nodes.find((node) => node.id === end.nodeId);
  const node = makeNode(block, { x: 0, y: 0 });
  const pins = pinsFacing(node, block, end.side);
  const pin = pins.find(({ isRequired }) => isRequired) ?? pins[0];
  const nothing = { code: end.side === "source" ? "takes_nothing" : "gives_nothing" } as const;
  if (here === undefined || pin === undefined) return nothing;
  const verdict =
    end.side === "source"
      ? fitOfPins(here, end.pin, node, pin.name, blocks)
      : fitOfPins(node, pin.name, here, end.pin, blocks);
  return verdict.isAllowed ? { code: "kind", from: verdict.from, to: verdict.to } : nothing;
}

/** The output that a next step is most likely to follow: the first that leads nowhere, else the first. */
export function openOutput(graph: Fragment, node: BuilderNode, block: BlockRead): OpenEnd | null {
  const pins = pinsFacing(node, block, "sink");
  const isLinked = (pin: Pin) =>
    graph.links.some((link) => link.sourceId === node.id && link.sourceName === pin.name);
  const pin = pins.find((one) => !isLinked(one)) ?? pins[0];
  return pin === undefined ? null : { nodeId: node.id, pin: pin.name, side: "source" };
}

/** The pin of a node that suits an open end best: a required one before others that suit as well. */
export function bestPin(
  here: BuilderNode,
  end: OpenEnd,
  node: BuilderNode,
  block: BlockRead,
  blocks: Blocks,
) {
  let best: { pin: string; fit: Fit; isRequired: boolean } | null = null;
  for (const pin of pinsFacing(node, block, end.side)) {
    const verdict =
      end.side === "source"
        ? fitOfPins(here, end.pin, node, pin.name, blocks)
        : fitOfPins(node, pin.name, here, end.pin, blocks);
    if (!verdict.isAllowed || verdict.code === "unlikely") continue;
    const fit = verdict.code === "tool" ? "open" : verdict.code;
    const isAhead = best !== null && fit === best.fit && pin.isRequired && !best.isRequired;
    if (best === null || isBetter(fit, best.fit) || isAhead)
      best = { pin: pin.name, fit, isRequired: pin.isRequired };
  }
  return best === null ? null : { pin: best.pin, fit: best.fit };
}

export function joined(end: OpenEnd, other: { nodeId: string; pin: string }): Ends {
  const [source, sink] = end.side === "source" ? [end, other] : [other, end];
  return { sourceId: source.nodeId, sourceName: source.pin, sinkId: sink.nodeId, sinkName: sink.pin };
}

/** The name of an output, and what a reviewer is asked, are set by the author; these take what is linked. */
const TAKES_VALUE: Readonly<Record<string, string>> = { output: "value", review: "data" };

/** The pins that people would link; what begins an agent takes nothing, what ends it gives nothing. */
function pinsFacing(node: BuilderNode, block: BlockRead, side: OpenEnd["side"]): readonly Pin[] {
  const ends = side === "sink" ? ["note", "output"] : ["note", "input", "trigger"];
  if (ends.includes(block.kind)) return [];
  if (side === "sink") return outputPins(node, block).filter((pin) => pin.name !== ERROR_PIN);
  const pins = inputPins(node, block).filter((pin) => !pin.isAdvanced && !pin.isSecret);
  const only = TAKES_VALUE[block.kind];
  return only === undefined ? pins : pins.filter((pin) => pin.name === only);
}

function compare(one: Partner, other: Partner): number {
  if (one.fit !== other.fit) return isBetter(one.fit, other.fit) ? -1 : 1;
  return Number(other.pin.isRequired) - Number(one.pin.isRequired);
}
