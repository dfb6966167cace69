import { EdgeLabelRenderer } from "@xyflow/react";

/** How many values went over a link in the run that is shown. */
export function LinkCount({ count, x, y }: { count: number; x: number; y: number }) {
  return (
    <EdgeLabelRenderer>
      <span
        className="absolute rounded-full border border-line bg-raised px-1.5 text-xs text-muted tabular-nums"
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      >
        {count}
      </span>
    </EdgeLabelRenderer>
  );
}
