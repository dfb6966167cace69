// A next step for a node or within a link: the small palette with what fits there.
import { present, selection } from "@/features/builder/canvas/actions";
import { openOutput, type OpenEnd } from "@/features/builder/lib/fitting";
import { freeBeside } from "@/features/builder/lib/place";
import { blocksNow } from "@/features/builder/store/blocks";
import { setCanvas } from "@/features/builder/store/canvas";
import { documentStore } from "@/features/builder/store/document";
import type { Position } from "@/features/builder/types";
import { builder } from "@/text/en/builder";
import { toast } from "@/ui/toast";

/** Where the small palette puts the title of a new node. */
const TITLE = 40;

/** Asks for what is to follow an output; it is placed to the right, and linked. */
export function addAfterPin(end: OpenEnd): void {
  const { nodes } = present();
  const node = nodes.find((one) => one.id === end.nodeId);
  if (node === undefined) return;
  const { x, y } = freeBeside(nodes, node, "right");
  setCanvas({ quick: { kind: "end", end, at: { x, y: y + TITLE }, screen: screenOf(end) } });
}

/** The same for a node, of which the first output that leads nowhere is meant. */
export function addAfterNode(nodeId: string): void {
  const node = present().nodes.find((one) => one.id === nodeId);
  const block = node && blocksNow().get(node.blockId);
  const end = node && block ? openOutput(present(), node, block) : null;
  if (end === null) toast.info(builder.node.givesNothing);
  else addAfterPin(end);
}

/** After the node that is selected, or within the link that is. */
export function addAtSelection(focused: string | null, toFlow: (screen: Position) => Position): void {
  const [linkId] = documentStore.getState().selectedLinks;
  const nodeId = focused ?? [...selection()][0];
  const link = present().links.find((one) => one.id === linkId);
  if (nodeId !== undefined) addAfterNode(nodeId);
  else if (link !== undefined) {
    const screen = middleOf(`.react-flow__edge[data-id="${CSS.escape(link.id)}"]`);
    setCanvas({ quick: { kind: "link", link, at: toFlow(screen), screen } });
  }
}

function screenOf({ nodeId, pin }: OpenEnd): Position {
  const card = `.react-flow__node[data-id="${CSS.escape(nodeId)}"]`;
  const { x, y } = middleOf(`${card} .react-flow__handle.source[data-pin="${CSS.escape(pin)}"]`, card);
  return { x: x + 16, y: y - TITLE };
}

/** Of the first that is there: pins may be folded away. */
function middleOf(...selectors: string[]): Position {
  const found = selectors.map((selector) => document.querySelector(selector)).find((one) => one !== null);
  const { left, top, width, height } = found?.getBoundingClientRect() ?? new DOMRect();
  return { x: left + width / 2, y: top + height / 2 };
}
