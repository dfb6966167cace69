import type { Position } from "@/features/builder/types";

export type Alignment = "left" | "top" | "spread_across" | "spread_down";

export interface Box extends Position {
  id: string;
  width: number;
  height: number;
}

/** Where the boxes go. Spreading keeps the outer two and makes the gaps between all equal. */
export function aligned(boxes: readonly Box[], how: Alignment): Map<string, Position> {
  if (how === "left") {
    const x = Math.min(...boxes.map((box) => box.x));
    return new Map(boxes.map((box) => [box.id, { x, y: box.y }]));
  }
  if (how === "top") {
    const y = Math.min(...boxes.map((box) => box.y));
    return new Map(boxes.map((box) => [box.id, { x: box.x, y }]));
  }
  return how === "spread_across" ? spread(boxes, "x", "width") : spread(boxes, "y", "height");
}

function spread(boxes: readonly Box[], axis: "x" | "y", length: "width" | "height"): Map<string, Position> {
  const sorted = boxes.toSorted((one, other) => one[axis] - other[axis]);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || sorted.length < 3) return new Map();
  const filled = sorted.reduce((sum, box) => sum + box[length], 0);
  const gap = (last[axis] + last[length] - first[axis] - filled) / (sorted.length - 1);
  let at = first[axis];
  return new Map(
    sorted.map((box) => {
      const place = { x: box.x, y: box.y, [axis]: at };
      at += box[length] + gap;
      return [box.id, place];
    }),
  );
}
