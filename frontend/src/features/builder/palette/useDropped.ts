import { useReactFlow } from "@xyflow/react";
import type { DragEvent } from "react";
import { readFile } from "@/features/agents/lib/readFile";
import { openImport } from "@/features/agents/store/importing";
import { present } from "@/features/builder/canvas/actions";
import { CARD } from "@/features/builder/lib/place";
import { draggedOf } from "@/features/builder/palette/dragged";
import { placeAgent, placeBlock } from "@/features/builder/palette/place";
import { toast } from "@/ui/toast";
import { blocksNow } from "@/features/builder/store/blocks";

/** What is dropped on the canvas: a block, an agent. A file of an agent is imported. */
export function useDropped(): (event: DragEvent) => void {
  const flow = useReactFlow();
  return (event) => {
    const dragged = draggedOf(event.dataTransfer);
    const [file] = event.dataTransfer.files;
    if (dragged === null && file === undefined) return;
    event.preventDefault();
    if (file !== undefined) {
      void readFile(file).then(({ text, refusal }) =>
        text === null ? toast.error(refusal ?? "") : openImport(text),
      );
      return;
    }
    if (dragged === null) return;
    const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const at = { x: x - CARD.width / 2, y: y - 20 };
    if (dragged.kind === "agent") void placeAgent(dragged.graphId, at);
    else {
      const block = blocksNow().get(dragged.slug);
      if (block !== undefined) placeBlock(block, at, present().nodes);
    }
  };
}
