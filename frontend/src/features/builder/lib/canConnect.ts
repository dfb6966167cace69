// May this output be linked into that input, and what becomes of the values on the way?
import { type Fit, fit, type Kind, kindOf } from "@/features/builder/lib/fit";
import {
  findPin,
  inputPins,
  isToolPin,
  isWritablePath,
  outputPins,
  splitPin,
} from "@/features/builder/lib/pins";
import type { Blocks, BuilderLink, BuilderNode, Fragment } from "@/features/builder/types";

/** The two ends of a link that is, or is to be made. */
export type Ends = Pick<BuilderLink, "sourceId" | "sourceName" | "sinkId" | "sinkName">;

export type Refusal =
  "unknown_block" | "no_such_pin" | "duplicate" | "bad_index" | "waits_for_itself" | "note";

export type Verdict =
  { isAllowed: true; code: Fit | "tool"; from: Kind; to: Kind } | { isAllowed: false; code: Refusal };

export function canConnect(graph: Fragment, blocks: Blocks, ends: Ends): Verdict {
  const source = graph.nodes.find((node) => node.id === ends.sourceId);
  const sink = graph.nodes.find((node) => node.id === ends.sinkId);
  if (graph.links.some((link) => isBetween(link, ends))) return refused("duplicate");
  if (source === undefined || sink === undefined) return refused("no_such_pin");
  if (source.id === sink.id && !isFedByOthers(graph.links, ends)) return refused("waits_for_itself");
  return fitOfPins(source, ends.sourceName, sink, ends.sinkName, blocks);
}

/** As canConnect, of two nodes that need not be linked or in a document yet. */
export function fitOfPins(
  source: BuilderNode,
  sourceName: string,
  sink: BuilderNode,
  sinkName: string,
  blocks: Blocks,
): Verdict {
  const [giving, taking] = [blocks.get(source.blockId), blocks.get(sink.blockId)];
  if (giving === undefined || taking === undefined) return refused("unknown_block");
  if (giving.kind === "note" || taking.kind === "note") return refused("note");
  const to = findPin(inputPins(sink, taking), sinkName);
  if (to === undefined) return refused("no_such_pin");
  if (!isWritablePath(splitPin(sinkName).path)) return refused("bad_index");
  const pins = outputPins(source, giving);
  if (isToolPin(sourceName) && pins.some((pin) => pin.name === "tools")) {
    return { isAllowed: true, code: "tool", from: "any", to: kindOf(to.schema) };
  }
  const from = findPin(pins, sourceName);
  if (from === undefined) return refused("no_such_pin");
  const code = fit(from.schema, to.schema);
  return { isAllowed: true, code, from: kindOf(from.schema), to: kindOf(to.schema) };
}

export function isBetween(link: Ends, ends: Ends): boolean {
  return (
    link.sourceId === ends.sourceId &&
    link.sourceName === ends.sourceName &&
    link.sinkId === ends.sinkId &&
    link.sinkName === ends.sinkName
  );
}

/** A pin that only its own node feeds never gets a first value. */
function isFedByOthers(links: readonly BuilderLink[], ends: Ends): boolean {
  return links.some(
    (link) =>
      link.sinkId === ends.sinkId && link.sinkName === ends.sinkName && link.sourceId !== ends.sourceId,
  );
}

function refused(code: Refusal): Verdict {
  return { isAllowed: false, code };
}
