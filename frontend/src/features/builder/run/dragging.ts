// An output that is dragged onto a parameter, to link it.
import type { DragEvent } from "react";
import { objectOf, textOf } from "@/features/builder/lib/json";
import { joinPin } from "@/features/builder/lib/pins";
import { readJson } from "@/fields/lib/text";

const TYPE = "application/x-polychord-output";

export interface DraggedOutput {
  nodeId: string;
  /** With its path. */
  pin: string;
}

export function startDrag(event: DragEvent, output: DraggedOutput): void {
  event.dataTransfer.setData(TYPE, JSON.stringify(output));
  event.dataTransfer.effectAllowed = "link";
}

/** Whether an output hovers; what it is can only be read when it is dropped. */
export function hasOutput(event: DragEvent): boolean {
  return event.dataTransfer.types.includes(TYPE);
}

export function droppedOutput(event: DragEvent): DraggedOutput | null {
  const read = readJson(event.dataTransfer.getData(TYPE));
  if (!read.isGood) return null;
  const { nodeId, pin } = objectOf(read.value);
  return textOf(nodeId) === "" || textOf(pin) === "" ? null : { nodeId: textOf(nodeId), pin: textOf(pin) };
}

/** The pin that names a part of an output; null where a key would be read as more than one. */
export function partOf(pin: string, path: readonly (string | number)[]): string | null {
  if (path.some((key) => /_[$#@]_/.test(String(key)))) return null;
  return joinPin(
    pin,
    path.map((key) => ({ kind: typeof key === "number" ? "$" : "#", key: String(key) })),
  );
}
