// What becomes of a block that is chosen in a small palette.
import type { BlockRead } from "@/api/schema";
import { place, present } from "@/features/builder/canvas/actions";
import { focusNode } from "@/features/builder/canvas/focus";
import { kindText } from "@/features/builder/canvas/pinText";
import { connect } from "@/features/builder/canvas/useConnecting";
import { adding, inserting } from "@/features/builder/lib/edit";
import { bestPin, joined } from "@/features/builder/lib/fitting";
import { findPin, inputPins, outputPins } from "@/features/builder/lib/pins";
import { CARD, titleOf } from "@/features/builder/lib/place";
import { replacing } from "@/features/builder/lib/replaceBlock";
import { newNode } from "@/features/builder/palette/place";
import { blocksNow } from "@/features/builder/store/blocks";
import type { QuickAdd } from "@/features/builder/store/canvas";
import { apply, select } from "@/features/builder/store/document";
import { builder } from "@/text/en/builder";
import { fill } from "@/text/fill";

const text = builder.palette;

export function choose(quick: QuickAdd, block: BlockRead): void {
  const { nodes } = present();
  const blocks = blocksNow();
  if (quick.kind === "replace") {
    apply(replacing(quick.nodeId, block, blocks));
    focusNode(quick.nodeId);
    return;
  }
  if (quick.kind === "link") {
    insert(quick.link, newNode(block, { x: quick.at.x - CARD.width / 2, y: quick.at.y - 40 }, nodes), block);
    return;
  }
  const shift = quick.kind === "end" && quick.end.side === "sink" ? CARD.width : 0;
  const node = newNode(block, { x: quick.at.x - shift, y: quick.at.y - 40 }, nodes);
  if (quick.kind === "free") {
    place({ nodes: [node], links: [] });
    return;
  }
  const here = nodes.find((one) => one.id === quick.end.nodeId);
  const best = here && bestPin(here, quick.end, node, block, blocks);
  apply(adding({ nodes: [node], links: [] }), `place ${node.id}`);
  if (best) connect(joined(quick.end, { nodeId: node.id, pin: best.pin }), `place ${node.id}`);
  select([node.id]);
  focusNode(node.id);
}

function insert(
  link: Extract<QuickAdd, { kind: "link" }>["link"],
  node: ReturnType<typeof newNode>,
  block: BlockRead,
): void {
  const { nodes } = present();
  const blocks = blocksNow();
  const source = nodes.find((one) => one.id === link.sourceId);
  const sink = nodes.find((one) => one.id === link.sinkId);
  const [before, after] = [
    { nodeId: link.sourceId, pin: link.sourceName, side: "source" } as const,
    { nodeId: link.sinkId, pin: link.sinkName, side: "sink" } as const,
  ];
  const input = source && bestPin(source, before, node, block, blocks);
  const output = sink && bestPin(sink, after, node, block, blocks);
  if (!input || !output) return;
  apply(inserting(link, node, { input: input.pin, output: output.pin }, blocks));
  select([node.id]);
  focusNode(node.id);
}

/** What it is for. */
export function headingOf(quick: QuickAdd): string {
  const { nodes } = present();
  if (quick.kind === "free") return text.free;
  if (quick.kind === "link") return text.between;
  const node = nodes.find((one) => one.id === (quick.kind === "end" ? quick.end.nodeId : quick.nodeId));
  const block = node && blocksNow().get(node.blockId);
  if (node === undefined || block === undefined) return text.free;
  if (quick.kind === "replace") return fill(text.replace, { node: titleOf(node, block) });
  const pins = quick.end.side === "source" ? outputPins(node, block) : inputPins(node, block);
  const pin = findPin(pins, quick.end.pin);
  return fill(text.fitting, { pin: pin ? `${pin.title} (${kindText(pin.schema)})` : quick.end.pin });
}
