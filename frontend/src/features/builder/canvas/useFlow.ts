// The document as React Flow wants it. While something is dragged or measured, only this copy changes; the document
// gets one change at the end. Nodes and links that did not change stay the same objects and are not drawn again.
import { applyNodeChanges, type EdgeChange, type NodeChange } from "@xyflow/react";
import { useCallback, useMemo, useState } from "react";
import { pinColor } from "@/features/builder/canvas/pinText";
import type { FlowLink, FlowNode } from "@/features/builder/canvas/types";
import { isCut, isDisabled } from "@/features/builder/lib/disabled";
import { ERROR_PIN, findPin, outputPins, splitPin } from "@/features/builder/lib/pins";
import { positionOf, sizeOf, titleOf } from "@/features/builder/lib/place";
import { useBlocks } from "@/features/builder/store/blocks";
import { documentStore, select, useBuilder, useDocument } from "@/features/builder/store/document";
import type { Blocks, BuilderLink, BuilderNode } from "@/features/builder/types";
import { builder } from "@/text/en/builder";
import { fill } from "@/text/fill";

const NOTE_SIZE = { width: 240, height: 120 };
const NOTE_LAYER = -1;

export function useFlowNodes() {
  const nodes = useDocument((document) => document.nodes);
  const selected = useBuilder((state) => state.selected);
  const blocks = useBlocks();
  const [flow, setFlow] = useState<FlowNode[]>(() => merged([], nodes, selected, blocks));
  const [seen, setSeen] = useState({ nodes, selected, blocks });
  let shown = flow;
  if (seen.nodes !== nodes || seen.selected !== selected || seen.blocks !== blocks) {
    shown = merged(flow, nodes, selected, blocks);
    setSeen({ nodes, selected, blocks });
    setFlow(shown);
  }
  const onNodesChange = useCallback((changes: NodeChange<FlowNode>[]) => {
    selectChanged("selected", changes);
    const others = changes.filter((change) => change.type !== "select" && change.type !== "remove");
    if (others.length > 0) setFlow((before) => applyNodeChanges(others, before));
  }, []);
  return { nodes: shown, onNodesChange };
}

export function useFlowLinks() {
  const links = useDocument((document) => document.links);
  const nodes = useDocument((document) => document.nodes);
  const selected = useBuilder((state) => state.selectedLinks);
  const blocks = useBlocks();
  const edges = useMemo(() => {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    return links.map((link) => flowLink(link, selected.has(link.id), byId, blocks));
  }, [links, nodes, selected, blocks]);
  const onEdgesChange = useCallback((changes: EdgeChange<FlowLink>[]) => {
    selectChanged("selectedLinks", changes);
  }, []);
  return { edges: useKept(edges), onEdgesChange };
}

/** Those that say the same as before stay the same objects. */
function useKept(edges: FlowLink[]): FlowLink[] {
  const [kept, setKept] = useState(edges);
  const [seen, setSeen] = useState(edges);
  if (seen === edges) return kept;
  const known = new Map(kept.map((edge) => [edge.id, edge]));
  const next = edges.map((edge) => {
    const old = known.get(edge.id);
    return old !== undefined && isSameLink(old, edge) ? old : edge;
  });
  setSeen(edges);
  setKept(next);
  return next;
}

function isSameLink(one: FlowLink, other: FlowLink): boolean {
  return (
    one.data?.link === other.data?.link &&
    one.data?.color === other.data?.color &&
    one.selected === other.selected &&
    one.className === other.className &&
    one.ariaLabel === other.ariaLabel
  );
}

function selectChanged(kind: "selected" | "selectedLinks", changes: readonly { type: string }[]): void {
  const picks = changes.filter(isSelection);
  if (picks.length === 0) return;
  const state = documentStore.getState();
  const next = new Set(state[kind]);
  for (const { id, selected } of picks) {
    if (selected) next.add(id);
    else next.delete(id);
  }
  if (next.size === state[kind].size && [...next].every((id) => state[kind].has(id))) return;
  if (kind === "selected") select(next, state.selectedLinks);
  else select(state.selected, next);
}

function isSelection(change: { type: string }): change is { type: "select"; id: string; selected: boolean } {
  return change.type === "select";
}

function merged(
  before: readonly FlowNode[],
  nodes: readonly BuilderNode[],
  selected: ReadonlySet<string>,
  blocks: Blocks,
): FlowNode[] {
  const known = new Map(before.map((one) => [one.id, one]));
  return nodes.map((node) => {
    const old = known.get(node.id);
    const isSelected = selected.has(node.id);
    const block = blocks.get(node.blockId);
    const type = block?.kind === "note" ? "note" : "block";
    const isSame = old?.data.node === node && old.type === type;
    if (isSame && old.selected === isSelected) return old;
    if (isSame) return { ...old, selected: isSelected };
    const [title, name] = [titleOf(node, block), block?.name ?? node.blockId];
    const made: FlowNode = {
      ...old,
      id: node.id,
      type,
      position: positionOf(node),
      data: { node },
      selected: isSelected,
      ariaLabel: withState(
        title === name ? title : fill(builder.node.label, { title, block: name }),
        isDisabled(node),
      ),
    };
    if (type === "note") Object.assign(made, sizeOf(node) ?? NOTE_SIZE, { zIndex: NOTE_LAYER });
    return made;
  });
}

function flowLink(
  link: BuilderLink,
  isSelected: boolean,
  nodes: ReadonlyMap<string, BuilderNode>,
  blocks: Blocks,
): FlowLink {
  const [source, sink] = [nodes.get(link.sourceId), nodes.get(link.sinkId)];
  const block = source && blocks.get(source.blockId);
  const pin = source && block && findPin(outputPins(source, block), link.sourceName);
  const isOff = isCut(link, nodes);
  return {
    id: link.id,
    type: "wire",
    ...(isOff && { className: "pc-cut" }),
    source: link.sourceId,
    target: link.sinkId,
    sourceHandle: link.sourceName,
    targetHandle: link.sinkName,
    selected: isSelected,
    data: { link, color: pinColor(pin?.schema ?? {}, splitPin(link.sourceName).base === ERROR_PIN) },
    ariaLabel: withState(
      fill(builder.link.label, {
        source: source ? titleOf(source, block) : link.sourceId,
        output: link.sourceName,
        sink: sink ? titleOf(sink, blocks.get(sink.blockId)) : link.sinkId,
        input: link.sinkName,
      }),
      isOff,
    ),
  };
}

function withState(label: string, isOff: boolean): string {
  return isOff ? fill(builder.node.labelDisabled, { label }) : label;
}
