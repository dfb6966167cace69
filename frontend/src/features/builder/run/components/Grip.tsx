import { GripVertical } from "lucide-react";
import { type DraggedOutput, startDrag } from "@/features/builder/run/dragging";
import { run } from "@/text/en/run";

/** By this an output is dragged onto a parameter; the same goes by keyboard from the parameter's menu. */
export function Grip({ output }: { output: DraggedOutput }) {
  return (
    <span
      draggable
      aria-hidden
      title={run.node.drag}
      onDragStart={(event) => startDrag(event, output)}
      className="-m-1 cursor-grab p-1 text-faint hover:text-text"
    >
      <GripVertical className="size-3.5" />
    </span>
  );
}
