import { useReactFlow } from "@xyflow/react";
import type { DragEvent } from "react";
import { present } from "@/features/builder/canvas/actions";
import { CARD } from "@/features/builder/lib/place";
import { draggedOf } from "@/features/builder/palette/dragged";
import { placeAgent, placeBlock } from "@/features/builder/palette/place";
import { blocksNow } from "@/features/builder/store/blocks";

/** What is dropped on the canvas: a block, an agent. Files are the page's affair. */
export function useDropped(): (event: DragEvent) => void {
  const flow = useReactFlow();
  return (event) => {
    const dragged = draggedOf(event.dataTransfer);
    if (dragged === null) return;
    event.preventDefault();
    const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const at = { x: x - CARD.width / 2, y: y - 20 };
    if (dragged.kind === "agent") void placeAgent(dragged.graphId, at);
    else {
      const block = blocksNow().get(dragged.slug);
      if (block !== undefined) placeBlock(block, at, present().nodes);
    }
  };
}
