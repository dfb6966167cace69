// What is dragged out of the palette: a block by its slug, or an agent by its id.
export type Dragged = { kind: "block"; slug: string } | { kind: "agent"; graphId: string };

const TYPE = "application/x-polychord";

export function setDragged(transfer: DataTransfer, dragged: Dragged): void {
  transfer.setData(TYPE, JSON.stringify(dragged));
  transfer.effectAllowed = "copy";
}

export function draggedOf(transfer: DataTransfer): Dragged | null {
  const text = transfer.getData(TYPE);
  return text === "" ? null : (JSON.parse(text) as Dragged); // only `setDragged` writes this type
}
