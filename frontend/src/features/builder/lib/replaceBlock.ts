// Another block in the place of a node: what fits of its links and values stays.
import type { BlockRead } from "@/api/schema";
import { fitOfPins } from "@/features/builder/lib/canConnect";
import { inputPins, outputPins, type Pin, splitPin } from "@/features/builder/lib/pins";
import type { Blocks, BuilderDocument, BuilderLink, BuilderNode, Change } from "@/features/builder/types";

export function replacing(nodeId: string, block: BlockRead, blocks: Blocks): Change {
  return (document) => {
    const old = document.nodes.find((node) => node.id === nodeId);
    if (old === undefined) return document;
    const node = inPlaceOf(old, block);
    const nodes = document.nodes.map((one) => (one === old ? node : one));
    const grown = { ...document, nodes };
    return { ...grown, links: keptLinks(grown, node, block, blocks) };
  };
}

function inPlaceOf(old: BuilderNode, block: BlockRead): BuilderNode {
  const bare = { ...old, blockId: block.slug, inputDefault: {} };
  const known = new Set(inputPins(bare, block).map((pin) => pin.name));
  const kept = Object.entries(old.inputDefault).filter(([name]) => known.has(splitPin(name).base));
  return { ...bare, inputDefault: Object.fromEntries(kept), settings: {} };
}

/** A link keeps its pin where the new block has one of that name, else it takes the first free one that suits. */
function keptLinks(
  document: BuilderDocument,
  node: BuilderNode,
  block: BlockRead,
  blocks: Blocks,
): BuilderLink[] {
  const taken = new Set<string>();
  return document.links.flatMap((link) => {
    if (link.sourceId !== node.id && link.sinkId !== node.id) return [link];
    let kept = link;
    if (link.sinkId === node.id) {
      const pins = inputPins(node, block).filter((pin) => !taken.has(pin.name));
      const name = pinFor(pins, link.sinkName, (pin) =>
        isSuited(document, { ...link, sinkName: pin }, blocks),
      );
      if (name === null) return [];
      taken.add(name);
      kept = { ...kept, sinkName: name };
    }
    if (link.sourceId === node.id) {
      const pins = outputPins(node, block);
      const name = pinFor(pins, link.sourceName, (pin) =>
        isSuited(document, { ...link, sourceName: pin }, blocks),
      );
      if (name === null) return [];
      kept = { ...kept, sourceName: name };
    }
    return [kept];
  });
}

function pinFor(pins: readonly Pin[], wanted: string, suits: (pin: string) => boolean): string | null {
  if (pins.some((pin) => pin.name === splitPin(wanted).base)) return wanted;
  return pins.find((pin) => !pin.isAdvanced && pin.name !== "error" && suits(pin.name))?.name ?? null;
}

function isSuited(document: BuilderDocument, link: BuilderLink, blocks: Blocks): boolean {
  const source = document.nodes.find((node) => node.id === link.sourceId);
  const sink = document.nodes.find((node) => node.id === link.sinkId);
  if (source === undefined || sink === undefined) return false;
  const verdict = fitOfPins(source, link.sourceName, sink, link.sinkName, blocks);
  return verdict.isAllowed && verdict.code !== "unlikely";
}
