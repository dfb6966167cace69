import "@/features/builder/canvas/canvas.css";
import {
  Background,
  BackgroundVariant,
  MiniMap,
  type OnNodeDrag,
  ReactFlow,
  SelectionMode,
  useReactFlow,
} from "@xyflow/react";
import {
  type DragEvent,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useRef,
  useState,
} from "react";
import { useTheme } from "@/app/store/theme";
import { selection } from "@/features/builder/canvas/actions";
import { AfterFirstSight } from "@/features/builder/canvas/AfterFirstSight";
import { BlockCard } from "@/features/builder/canvas/BlockCard";
import { ConnectionHint } from "@/features/builder/canvas/ConnectionHint";
import { Controls, FIT } from "@/features/builder/canvas/Controls";
import { EmptyCanvas } from "@/features/builder/canvas/EmptyCanvas";
import { GroupFrames } from "@/features/builder/canvas/GroupFrames";
import { type MenuPlace, menuEntries } from "@/features/builder/canvas/menu";
import { NoteCard } from "@/features/builder/canvas/NoteCard";
import type { FlowLink, FlowNode } from "@/features/builder/canvas/types";
import { useCanvasKeys } from "@/features/builder/canvas/useCanvasKeys";
import { useConnecting } from "@/features/builder/canvas/useConnecting";
import { useFlowLinks, useFlowNodes } from "@/features/builder/canvas/useFlow";
import { Wire } from "@/features/builder/canvas/Wire";
import { moving } from "@/features/builder/lib/edit";
import { CARD, GRID } from "@/features/builder/lib/place";
import { useDropped } from "@/features/builder/palette/useDropped";
import { useCanvas } from "@/features/builder/store/canvas";
import { apply, select } from "@/features/builder/store/document";
import { builder } from "@/text/en/builder";
import { ContextMenu, type MenuEntry } from "@/ui/menus";

const NODE_TYPES = { block: BlockCard, note: NoteCard };
const EDGE_TYPES = { wire: Wire };
const SNAP: [number, number] = [GRID / 2, GRID / 2];
const MANY = 100;
const ADD_KEYS = ["Shift", "Meta", "Control"];

export function Canvas({ onSubAgent }: { onSubAgent: () => void }) {
  const { nodes, onNodesChange } = useFlowNodes();
  const { edges, onEdgesChange } = useFlowLinks();
  const connecting = useConnecting();
  const [isFitted] = useState(nodes.length > 0); // an empty canvas stays where it is when the first block comes
  const mode = useCanvas((state) => state.mode);
  const { isDark } = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const { spot, onPointerMove } = useSpot(box);
  const menu = useMenu(onSubAgent);
  const onDrop = useDropped();
  const reveal = useReveal(box);
  useCanvasKeys({ spot, onSubAgent });
  return (
    <ContextMenu entries={menu.entries}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Enter on a node is for its settings */}
      <div
        ref={box}
        role="region"
        aria-label={builder.canvas}
        data-canvas
        data-mode={mode}
        className="pc-canvas relative min-h-0 min-w-0 flex-1"
        onPointerMove={onPointerMove}
        onKeyDown={openByKey}
        onFocus={reveal}
        onDragOver={(event: DragEvent) => event.preventDefault()}
        onDrop={onDrop}
        onContextMenuCapture={menu.onOpen}
      >
        <ReactFlow<FlowNode, FlowLink>
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          onNodeDragStop={keepPlaces}
          onSelectionDragStop={(_event, dragged) => keep(dragged)}
          {...connecting}
          colorMode={isDark ? "dark" : "light"}
          onlyRenderVisibleElements={nodes.length > MANY}
          snapToGrid
          snapGrid={SNAP}
          selectionOnDrag={mode === "pointer"}
          selectionMode={SelectionMode.Partial}
          panOnDrag={mode === "hand" ? true : [1]}
          panOnScroll
          panActivationKeyCode="Space"
          multiSelectionKeyCode={ADD_KEYS}
          selectionKeyCode={null}
          deleteKeyCode={null}
          disableKeyboardA11y
          zoomOnDoubleClick={false}
          connectionRadius={26}
          reconnectRadius={12}
          minZoom={0.08}
          maxZoom={2}
          fitView={isFitted}
          fitViewOptions={FIT}
        >
          <Background variant={BackgroundVariant.Dots} gap={GRID} size={1.2} color="var(--pc-line-strong)" />
          <GroupFrames nodes={nodes} />
          <AfterFirstSight>
            <MiniMap
              pannable
              zoomable
              ariaLabel={builder.controls.minimap}
              className="max-md:hidden"
              nodeColor="var(--pc-line-strong)"
              nodeBorderRadius={24}
              style={{ width: 160, height: 104 }}
            />
          </AfterFirstSight>
          <ConnectionHint />
        </ReactFlow>
        <Controls />
        {nodes.length === 0 && <EmptyCanvas />}
      </div>
    </ContextMenu>
  );
}

const keepPlaces: OnNodeDrag<FlowNode> = (_event, _node, dragged) => keep(dragged);

function keep(dragged: readonly FlowNode[]): void {
  apply(moving(new Map(dragged.map(({ id, position }) => [id, position]))));
}

/** Enter or Space on a node or link that has the focus selects it, which opens its settings; Shift and Space add it. */
function openByKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "Enter" && event.key !== " ") return;
  // These run the agent, or the step.
  if (event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key === "Enter")) return;
  const { target } = event;
  if (!(target instanceof Element)) return;
  const nodeId = target.matches(".react-flow__node") ? target.getAttribute("data-id") : null;
  const linkId = target.matches(".react-flow__edge") ? target.getAttribute("data-id") : null;
  if (nodeId === null && linkId === null) return;
  event.preventDefault();
  if (nodeId !== null) select(event.shiftKey ? [...selection(), nodeId] : [nodeId]);
  else if (linkId !== null) select([], [linkId]);
}

/** Moves the canvas to a node that gets the focus by keyboard where not all of it can be seen. */
function useReveal(box: React.RefObject<HTMLDivElement | null>) {
  const flow = useReactFlow();
  return ({ target }: FocusEvent<HTMLElement>) => {
    const frame = box.current?.getBoundingClientRect();
    if (frame === undefined || !target.matches(".react-flow__node:focus-visible")) return;
    const { left, top, right, bottom } = target.getBoundingClientRect();
    if (left >= frame.left && top >= frame.top && right <= frame.right && bottom <= frame.bottom) return;
    const { x, y } = flow.screenToFlowPosition({ x: (left + right) / 2, y: (top + bottom) / 2 });
    void flow.setCenter(x, y, { zoom: flow.getZoom() });
  };
}

/** Where new things go: under the pointer while it is over the canvas, else into the middle. */
function useSpot(box: React.RefObject<HTMLDivElement | null>) {
  const flow = useReactFlow();
  const pointer = useRef<{ x: number; y: number } | null>(null);
  const spot = () => {
    const frame = box.current?.getBoundingClientRect();
    const middle = frame
      ? { x: frame.x + frame.width / 2 - CARD.width / 2, y: frame.y + frame.height / 3 }
      : { x: 0, y: 0 };
    const screen = pointer.current ?? middle;
    return { screen, at: flow.screenToFlowPosition(screen) };
  };
  const onPointerMove = (event: PointerEvent) => {
    pointer.current = { x: event.clientX, y: event.clientY };
  };
  return { spot, onPointerMove };
}

function useMenu(onSubAgent: () => void) {
  const flow = useReactFlow();
  const [entries, setEntries] = useState<MenuEntry[]>([]);
  const onOpen = (event: MouseEvent) => {
    const target = event.target as Element;
    const nodeId = target.closest(".react-flow__node")?.getAttribute("data-id") ?? null;
    const isOnSelection = target.closest(".react-flow__nodesselection") !== null;
    if (nodeId === null && !isOnSelection) select([]);
    else if (nodeId !== null && !selection().has(nodeId)) select([nodeId]);
    const screen = { x: event.clientX, y: event.clientY };
    const place: MenuPlace = { screen, at: flow.screenToFlowPosition(screen), onSubAgent };
    setEntries(menuEntries(place));
  };
  return { entries, onOpen };
}
