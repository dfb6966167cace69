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
import type { ShortcutId } from "@/app/shortcuts";
import { useListedShortcut, useShortcut } from "@/app/store/shortcuts";
import type { Position } from "@/features/builder/types";

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

function useKey(id: ShortcutId, run: () => void): void {
  useShortcut(id, run, { whileTyping: false, when: isOnCanvas });
}

function useEditKeys(spot: Handlers["spot"], onSubAgent: () => void): void {
  const isFree = { whileTyping: false };
  useShortcut("builder.undo", undo, isFree);
  useShortcut("builder.redo", redo, isFree);
  useKey("builder.duplicate", actions.duplicateSelection);
  useKey("builder.toggle", () => actions.toggleDisabled());
  useKey("builder.selectAll", actions.selectAll);
  useKey("builder.group", actions.groupSelection);
  useKey("builder.ungroup", actions.ungroupSelection);
  useKey("builder.delete", actions.deleteSelection);
  useKey("builder.note", () => actions.addNote(spot().at));
  useKey("builder.tidy", () => void actions.tidyUp());
  useKey("builder.subAgent", onSubAgent);
  useKey("builder.connect", () => withOne((nodeId) => openConnect(nodeId)));
  useKey("builder.rename", () => withOne((nodeId) => setCanvas({ renaming: nodeId })));
  useKey("builder.replace", () => replaceOne(spot().screen));
}

function useViewKeys(spot: Handlers["spot"]): void {
  const flow = useReactFlow();
  useShortcut("builder.palette", focusPalette);
  useShortcut("builder.find", () => setCanvas({ isFinding: true }), { whileTyping: false });
  useKey("builder.fit", () => void flow.fitView(FIT));
  useKey("builder.full", () => void flow.zoomTo(1));
  useKey("builder.zoomIn", () => void flow.zoomIn());
  useKey("builder.zoomOut", () => void flow.zoomOut());
  useKey("builder.pointer", () => setCanvas({ mode: "pointer" }));
  useKey("builder.hand", () => setCanvas({ mode: "hand" }));
  useKey("builder.clear", () => select([]));
  useKey("builder.add", () => setCanvas({ quick: { kind: "free", ...spot() } }));
  useKey("builder.addAfter", () => addAtSelection(focusedNode(), flow.screenToFlowPosition));
  useListedShortcut("builder.pan");
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
  useKey("builder.walkLeft", () => walk("left"));
  useKey("builder.walkRight", () => walk("right"));
  useKey("builder.walkUp", () => walk("up"));
  useKey("builder.walkDown", () => walk("down"));
  useKey("builder.selectBefore", () => actions.selectStream("left"));
  useKey("builder.selectAfter", () => actions.selectStream("right"));
}

/** Copying goes by the browser's own events, which need no permission. */
function useClipboardKeys(spot: Handlers["spot"]): void {
  useListedShortcut("builder.copy");
  useListedShortcut("builder.cut");
  useListedShortcut("builder.paste");
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
