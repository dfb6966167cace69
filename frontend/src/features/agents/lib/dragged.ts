// Agents and folders that are dragged onto a folder of the library.
import type { DragEvent } from "react";

const AGENTS = "application/x-polychord-agents";
const FOLDER = "application/x-polychord-folder";

export interface Dragged {
  agents: string[];
  folder: string | null;
}

/** One that is among the chosen takes the others along. */
export function dragAgents(event: DragEvent, id: string, chosen: ReadonlySet<string>): void {
  const ids = chosen.has(id) ? [...chosen] : [id];
  event.dataTransfer.setData(AGENTS, JSON.stringify(ids));
  event.dataTransfer.effectAllowed = "move";
}

export function dragFolder(event: DragEvent, id: string): void {
  event.dataTransfer.setData(FOLDER, id);
  event.dataTransfer.effectAllowed = "move";
}

export function isDragged(event: DragEvent): boolean {
  return [AGENTS, FOLDER].some((type) => event.dataTransfer.types.includes(type));
}

/** Readable on the drop alone. */
export function draggedOf(event: DragEvent): Dragged {
  const agents = event.dataTransfer.getData(AGENTS);
  const folder = event.dataTransfer.getData(FOLDER);
  return { agents: agents === "" ? [] : (JSON.parse(agents) as string[]), folder: folder || null };
}
