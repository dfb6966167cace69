// What people do to the selection, wherever they ask for it: keys, menus, the command palette.
import type { Box } from "@/features/builder/lib/align";
import { type Alignment, aligned } from "@/features/builder/lib/align";
import { asText, copyAt, cornerOf, readText } from "@/features/builder/lib/clipboard";
import { areDisabled, disabling } from "@/features/builder/lib/disabled";
import { adding, fragmentOf, makeNode, moving, removing } from "@/features/builder/lib/edit";
import { groupsOf, grouping, ungrouping } from "@/features/builder/lib/groups";
import { CARD, positionOf } from "@/features/builder/lib/place";
import { tidied } from "@/features/builder/lib/tidy";
import { stream } from "@/features/builder/lib/walk";
import { focusNode } from "@/features/builder/canvas/focus";
import { blocksNow } from "@/features/builder/store/blocks";
import { setCanvas } from "@/features/builder/store/canvas";
import { apply, documentStore, select } from "@/features/builder/store/document";
import type { BuilderNode, Fragment, Position } from "@/features/builder/types";
import { builder } from "@/text/en/builder";
import { plural } from "@/text/fill";
import { toast } from "@/ui/toast";

export const NOTE_BLOCK = "basic.note";
const OFFSET = 40;

export function present() {
  return documentStore.getState().history.present;
}

export function selection(): ReadonlySet<string> {
  return documentStore.getState().selected;
}

export function deleteSelection(): void {
  const { selected, selectedLinks } = documentStore.getState();
  if (selected.size + selectedLinks.size === 0) return;
  apply(removing(selected, selectedLinks));
  select([]);
}

export function selectAll(): void {
  select(present().nodes.map((node) => node.id));
}

export function selectStream(direction: "left" | "right"): void {
  select(stream(present(), selection(), direction));
}

/** Put nodes on the canvas, as what is selected then, and has the focus unless something else is to have it. */
export function place(fragment: Fragment, isFocused = true): void {
  apply(adding(fragment));
  select(fragment.nodes.map((node) => node.id));
  const [first] = fragment.nodes;
  if (first !== undefined && isFocused) focusNode(first.id);
}

export function duplicateSelection(): void {
  const fragment = fragmentOf(present(), selection());
  if (fragment.nodes.length === 0) return;
  const corner = cornerOf(fragment.nodes);
  place(copyAt(fragment, { x: corner.x + OFFSET, y: corner.y + OFFSET }));
}

/** null: nothing is selected. */
export function selectionText(): string | null {
  const fragment = fragmentOf(present(), selection());
  return fragment.nodes.length === 0 ? null : asText(fragment);
}

/** true: the text held nodes, and they are on the canvas. A whole agent on an empty canvas becomes the document. */
export function pasteText(text: string, at: Position): boolean {
  const found = readText(text);
  if (found === null) return false;
  const { document, isWholeAgent } = found;
  place(copyAt(document, at));
  if (isWholeAgent && present().name === "") {
    const { name, description, instructions, settings } = document;
    apply((now) => ({ ...now, name, description, instructions, settings }), "paste");
  }
  toast.info(plural(document.nodes.length, builder.pasted.one, builder.pasted.many));
  return true;
}

export async function copySelection(): Promise<void> {
  const text = selectionText();
  if (text === null) return;
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error;
    toast.error(builder.clipboardRefused);
    return;
  }
  toast.info(plural(selection().size, builder.copied.one, builder.copied.many));
}

export async function cutSelection(): Promise<void> {
  await copySelection();
  deleteSelection();
}

export async function pasteFromClipboard(at: Position): Promise<void> {
  let text: string;
  try {
    text = await navigator.clipboard.readText();
  } catch (error) {
    if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error;
    toast.error(builder.clipboardRefused);
    return;
  }
  if (!pasteText(text, at)) toast.error(builder.nothingToPaste);
}

export function alignSelection(how: Alignment): void {
  apply(moving(aligned(boxes(selection()), how)));
}

/** The selection if it is several nodes, else all. mergeKey: of a change that it belongs to. */
export async function tidyUp(mergeKey: string | null = null): Promise<void> {
  const chosen = selection().size > 1 ? selection() : new Set(present().nodes.map((node) => node.id));
  const isNote = (box: Box) =>
    present().nodes.some((node) => node.id === box.id && node.blockId === NOTE_BLOCK);
  const meant = boxes(chosen).filter((box) => !isNote(box));
  if (meant.length === 0) return;
  apply(moving(await tidied(meant, present().links)), mergeKey);
}

export function groupSelection(): void {
  if (selection().size > 0) apply(grouping(selection(), ""));
}

export function ungroupSelection(): void {
  apply(ungrouping(selection()));
}

/** Notes take part in nothing, so they are left alone. */
export function toggleDisabled(ids: ReadonlySet<string> = selection()): void {
  const isMeant = ({ id, blockId }: BuilderNode) => ids.has(id) && blockId !== NOTE_BLOCK;
  const meant = new Set(
    present()
      .nodes.filter(isMeant)
      .map((node) => node.id),
  );
  apply(disabling(meant, !areDisabled(present(), meant)));
}

export function isSelectionDisabled(): boolean {
  return areDisabled(present(), selection());
}

export function isGrouped(): boolean {
  return groupsOf(present().nodes).some((group) => group.members.some((id) => selection().has(id)));
}

export function addNote(at: Position): void {
  const block = blocksNow().get(NOTE_BLOCK);
  if (block === undefined) return;
  const node = makeNode(block, at, { text: "" });
  place({ nodes: [node], links: [] }, false);
  setCanvas({ renaming: node.id });
}

/** With the sizes that the browser drew. */
function boxes(ids: ReadonlySet<string>): Box[] {
  return present()
    .nodes.filter((node) => ids.has(node.id))
    .map((node) => {
      const drawn = document.querySelector<HTMLElement>(
        `.react-flow__node[data-id="${CSS.escape(node.id)}"]`,
      );
      const size = { width: drawn?.offsetWidth ?? CARD.width, height: drawn?.offsetHeight ?? CARD.height };
      return { id: node.id, ...positionOf(node), ...size };
    });
}
