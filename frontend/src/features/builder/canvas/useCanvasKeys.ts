// The keys of the canvas. Those without Control work while the focus is on the canvas or nowhere.
import { useReactFlow } from "@xyflow/react";
import { useEffect, useEffectEvent } from "react";
import * as actions from "@/features/builder/canvas/actions";
import { addAtSelection } from "@/features/builder/canvas/adding";
import { FIT } from "@/features/builder/canvas/Controls";
import { focusNode, isOnCanvas } from "@/features/builder/canvas/focus";
import { type Direction, neighbour } from "@/features/builder/lib/walk";
import { CARD, positionOf } from "@/features/builder/lib/place";
import { focusPalette, openConnect, setCanvas } from "@/features/builder/store/canvas";
import { redo, select, undo } from "@/features/builder/store/document";
import { useListedShortcut, useShortcut } from "@/app/store/shortcuts";
import type { Position } from "@/features/builder/types";
import { builder } from "@/text/en/builder";

const { edit, view } = builder.shortcuts;
const text = builder.actions;

interface Handlers {
  /** The middle of what is seen, or where the pointer was last. */
  spot: () => { at: Position; screen: Position };
  onSubAgent: () => void;
}

export function useCanvasKeys({ spot, onSubAgent }: Handlers): void {
  useEditKeys(spot, onSubAgent);
  useViewKeys(spot);
  useWalkKeys();
  useClipboardKeys(spot);
}

function useKey(keys: string, run: () => void, label: string, group: string): void {
  useShortcut(keys, run, label, { group, whileTyping: false, when: isOnCanvas });
}

function useEditKeys(spot: Handlers["spot"], onSubAgent: () => void): void {
  const isFree = { group: edit, whileTyping: false };
  useShortcut("mod+z", undo, builder.undo, isFree);
  useShortcut("mod+shift+z", redo, builder.redo, isFree);
  useShortcut("mod+y", redo, builder.redo, isFree);
  useKey("mod+d", actions.duplicateSelection, text.duplicate, edit);
  useKey("d", () => actions.toggleDisabled(), text.toggle, edit);
  useKey("mod+a", actions.selectAll, text.selectAll, edit);
  useKey("mod+g", actions.groupSelection, text.group, edit);
  useKey("mod+shift+g", actions.ungroupSelection, text.ungroup, edit);
  useKey("delete", actions.deleteSelection, text.delete, edit);
  useKey("backspace", actions.deleteSelection, text.delete, edit);
  useKey("shift+s", () => actions.addNote(spot().at), text.note, edit);
  useKey("shift+alt+t", () => void actions.tidyUp(), text.tidy, edit);
  useKey("alt+x", onSubAgent, text.subAgent, edit);
  useKey("c", () => withOne((nodeId) => openConnect(nodeId)), text.connect, edit);
  useKey("f2", () => withOne((nodeId) => setCanvas({ renaming: nodeId })), text.rename, edit);
  useKey("r", () => replaceOne(spot().screen), text.replace, edit);
}

function useViewKeys(spot: Handlers["spot"]): void {
  const flow = useReactFlow();
  useShortcut("n", focusPalette, text.palette, { group: edit });
  useShortcut("/", focusPalette, text.palette, { group: edit });
  useShortcut("mod+f", () => setCanvas({ isFinding: true }), text.find, { group: view, whileTyping: false });
  useKey("1", () => void flow.fitView(FIT), builder.controls.fit, view);
  useKey("0", () => void flow.zoomTo(1), builder.controls.full, view);
  useKey("+", () => void flow.zoomIn(), builder.controls.zoomIn, view);
  useKey("-", () => void flow.zoomOut(), builder.controls.zoomOut, view);
  useKey("v", () => setCanvas({ mode: "pointer" }), builder.controls.pointer, view);
  useKey("h", () => setCanvas({ mode: "hand" }), builder.controls.hand, view);
  useKey("escape", () => select([]), text.clear, view);
  useKey("a", () => setCanvas({ quick: { kind: "free", ...spot() } }), text.add, edit);
  useKey("shift+a", () => addAtSelection(focusedNode(), flow.screenToFlowPosition), text.addAfter, edit);
  useListedShortcut(" ", text.pan, view);
}

function useWalkKeys(): void {
  const flow = useReactFlow();
  const walk = (direction: Direction) => {
    const from = focusedNode() ?? [...actions.selection()][0] ?? actions.present().nodes[0]?.id;
    if (from === undefined) return;
    const isFirst = actions.selection().size === 0 && focusedNode() === null;
    const to = isFirst ? from : (neighbour(actions.present(), from, direction) ?? from);
    select([to]);
    show(to);
  };
  const show = (nodeId: string) => {
    const node = actions.present().nodes.find((one) => one.id === nodeId);
    if (node === undefined) return;
    const { x, y } = positionOf(node);
    const corner = flow.flowToScreenPosition({ x, y });
    const isSeen =
      corner.x > 280 && corner.y > 60 && corner.x < innerWidth - 320 && corner.y < innerHeight - 160;
    if (!isSeen) void flow.setCenter(x + CARD.width / 2, y + CARD.height / 2, { zoom: flow.getZoom() });
    focusNode(nodeId);
  };
  useKey("arrowleft", () => walk("left"), text.walk, view);
  useKey("arrowright", () => walk("right"), text.walk, view);
  useKey("arrowup", () => walk("up"), text.walk, view);
  useKey("arrowdown", () => walk("down"), text.walk, view);
  useKey("shift+arrowleft", () => actions.selectStream("left"), text.selectBefore, view);
  useKey("shift+arrowright", () => actions.selectStream("right"), text.selectAfter, view);
}

/** Copying goes by the browser's own events, which need no permission. */
function useClipboardKeys(spot: Handlers["spot"]): void {
  useListedShortcut("mod+c", text.copy, edit);
  useListedShortcut("mod+x", text.cut, edit);
  useListedShortcut("mod+v", text.paste, edit);
  const take = useEffectEvent((event: ClipboardEvent) => {
    if (!isMeant(event)) return;
    const given = actions.selectionText();
    if (given === null) return;
    event.clipboardData?.setData("text/plain", given);
    event.preventDefault();
    if (event.type === "cut") actions.deleteSelection();
  });
  const put = useEffectEvent((event: ClipboardEvent) => {
    if (!isMeant(event)) return;
    if (actions.pasteText(event.clipboardData?.getData("text/plain") ?? "", spot().at))
      event.preventDefault();
  });
  useEffect(() => {
    const [onTake, onPut] = [(event: ClipboardEvent) => take(event), (event: ClipboardEvent) => put(event)];
    document.addEventListener("copy", onTake);
    document.addEventListener("cut", onTake);
    document.addEventListener("paste", onPut);
    return () => {
      document.removeEventListener("copy", onTake);
      document.removeEventListener("cut", onTake);
      document.removeEventListener("paste", onPut);
    };
  }, []);
}

function isMeant(event: ClipboardEvent): boolean {
  const { target } = event;
  const isText =
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA)$/.test(target.tagName));
  const isMarked = event.type !== "paste" && (getSelection()?.toString() ?? "") !== "";
  return !isText && !isMarked && document.querySelector("[role=dialog],[role=alertdialog]") === null;
}

function withOne(act: (nodeId: string) => void): void {
  const nodeId = focusedNode() ?? [...actions.selection()][0];
  if (nodeId !== undefined) act(nodeId);
}

function replaceOne(screen: Position): void {
  withOne((nodeId) => {
    const node = actions.present().nodes.find((one) => one.id === nodeId);
    if (node) setCanvas({ quick: { kind: "replace", nodeId, at: positionOf(node), screen } });
  });
}

function focusedNode(): string | null {
  return document.activeElement?.closest<HTMLElement>(".react-flow__node")?.dataset.id ?? null;
}
