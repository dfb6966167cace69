// What the context menu offers: of a node, of a selection, of the canvas.
import { shownKeys } from "@/app/store/shortcuts";
import type { MenuEntry } from "@/ui/menus";
import { addAfterNode } from "@/features/builder/canvas/adding";
import * as actions from "@/features/builder/canvas/actions";
import { textOf } from "@/features/builder/lib/json";
import { positionOf } from "@/features/builder/lib/place";
import { runUpTo } from "@/features/builder/run/begin";
import { openDialog } from "@/features/builder/run/dialogs";
import { givesItems, itemsBefore } from "@/features/builder/run/items";
import { togglePinned } from "@/features/builder/run/pinning";
import { blocksNow } from "@/features/builder/store/blocks";
import { openConnect, setCanvas } from "@/features/builder/store/canvas";
import { runStore } from "@/features/builder/store/run";
import type { Position } from "@/features/builder/types";
import { builder } from "@/text/en/builder";
import { run } from "@/text/en/run";

const text = builder.actions;
const RULE: MenuEntry = { kind: "rule" };

export interface MenuPlace {
  /** On the canvas, and in the window. */
  at: Position;
  screen: Position;
  onSubAgent: () => void;
}

/** Entries for what is selected now; for the canvas if nothing is. */
export function menuEntries(spot: MenuPlace): MenuEntry[] {
  const { size } = actions.selection();
  if (size === 0) return ofCanvas(spot);
  return size === 1 ? ofNode(spot) : ofSelection(spot);
}

function ofCanvas({ at, screen }: MenuPlace): MenuEntry[] {
  return [
    {
      label: text.add,
      ...shownKeys("builder.add"),
      onSelect: () => setCanvas({ quick: { kind: "free", at, screen } }),
    },
    { label: text.note, ...shownKeys("builder.note"), onSelect: () => actions.addNote(at) },
    { label: text.paste, ...shownKeys("builder.paste"), onSelect: () => void actions.pasteFromClipboard(at) },
    RULE,
    { label: text.selectAll, ...shownKeys("builder.selectAll"), onSelect: actions.selectAll },
    { label: text.tidy, ...shownKeys("builder.tidy"), onSelect: () => void actions.tidyUp() },
    { label: text.find, ...shownKeys("builder.find"), onSelect: () => setCanvas({ isFinding: true }) },
  ];
}

function ofNode(spot: MenuPlace): MenuEntry[] {
  const [nodeId = ""] = actions.selection();
  const node = actions.present().nodes.find((one) => one.id === nodeId);
  const block = node && blocksNow().get(node.blockId);
  const agentId = block?.kind === "agent" ? textOf(node?.inputDefault.graph_id) : "";
  const replace = () => {
    if (node) setCanvas({ quick: { kind: "replace", nodeId, at: positionOf(node), screen: spot.screen } });
  };
  return [
    { label: text.connect, ...shownKeys("builder.connect"), onSelect: () => openConnect(nodeId) },
    { label: text.addAfter, ...shownKeys("builder.addAfter"), onSelect: () => addAfterNode(nodeId) },
    { label: text.rename, ...shownKeys("builder.rename"), onSelect: () => setCanvas({ renaming: nodeId }) },
    { label: text.replace, ...shownKeys("builder.replace"), onSelect: replace },
    ...(block === undefined || block.kind === "note" ? [] : [...running(nodeId, block.kind), toggle()]),
    ...(agentId === ""
      ? []
      : [{ label: text.openAgent, onSelect: () => void window.open(`/agents/${agentId}/build`, "_blank") }]),
    RULE,
    ...clipboard(),
    RULE,
    {
      label: text.selectBefore,
      ...shownKeys("builder.selectBefore"),
      onSelect: () => actions.selectStream("left"),
    },
    {
      label: text.selectAfter,
      ...shownKeys("builder.selectAfter"),
      onSelect: () => actions.selectStream("right"),
    },
    ...grouping(),
    { label: text.subAgent, ...shownKeys("builder.subAgent"), onSelect: spot.onSubAgent },
    RULE,
    remove(),
  ];
}

function ofSelection({ onSubAgent }: MenuPlace): MenuEntry[] {
  return [
    { label: text.alignLeft, onSelect: () => actions.alignSelection("left") },
    { label: text.alignTop, onSelect: () => actions.alignSelection("top") },
    { label: text.spreadAcross, onSelect: () => actions.alignSelection("spread_across") },
    { label: text.spreadDown, onSelect: () => actions.alignSelection("spread_down") },
    { label: text.tidy, ...shownKeys("builder.tidy"), onSelect: () => void actions.tidyUp() },
    RULE,
    ...clipboard(),
    RULE,
    toggle(),
    ...grouping(),
    { label: text.subAgent, ...shownKeys("builder.subAgent"), onSelect: onSubAgent },
    RULE,
    remove(),
  ];
}

function toggle(): MenuEntry {
  const label = actions.isSelectionDisabled() ? text.enable : text.disable;
  return { label, ...shownKeys("builder.toggle"), onSelect: () => actions.toggleDisabled() };
}

function clipboard(): MenuEntry[] {
  return [
    { label: text.copy, ...shownKeys("builder.copy"), onSelect: () => void actions.copySelection() },
    { label: text.cut, ...shownKeys("builder.cut"), onSelect: () => void actions.cutSelection() },
    { label: text.duplicate, ...shownKeys("builder.duplicate"), onSelect: actions.duplicateSelection },
  ];
}

function grouping(): MenuEntry[] {
  return actions.isGrouped()
    ? [{ label: text.ungroup, ...shownKeys("builder.ungroup"), onSelect: actions.ungroupSelection }]
    : [{ label: text.group, ...shownKeys("builder.group"), onSelect: actions.groupSelection }];
}

function remove(): MenuEntry {
  return {
    label: text.delete,
    ...shownKeys("builder.delete"),
    isDanger: true,
    onSelect: actions.deleteSelection,
  };
}

/** Of a step that hands on items, and of those behind it. */
function oneItem(nodeId: string): MenuEntry[] {
  const source = givesItems(nodeId) ? nodeId : itemsBefore(nodeId);
  if (source === null) return [];
  const until = source === nodeId ? {} : { until: nodeId };
  return [
    { label: run.node.oneItem, onSelect: () => openDialog({ kind: "item", nodeId: source, ...until }) },
  ];
}

/** An input of the agent is not run alone: it is asked for. */
function running(nodeId: string, kind: string): MenuEntry[] {
  const pinned = runStore.getState().pinned[nodeId] !== undefined;
  const runOne: MenuEntry = {
    label: run.node.runOne,
    ...shownKeys("builder.runOne"),
    onSelect: () => openDialog({ kind: "one", nodeId }),
  };
  const pin: MenuEntry = {
    label: pinned ? run.node.unpin : run.node.pin,
    ...shownKeys("builder.pin"),
    onSelect: () => togglePinned(nodeId),
  };
  const upTo: MenuEntry = {
    label: run.node.runUpTo,
    ...shownKeys("builder.runUpTo"),
    isDisabled: actions.isSelectionDisabled(),
    onSelect: () => void runUpTo(nodeId),
  };
  return kind === "input" ? [pin] : [runOne, upTo, ...oneItem(nodeId), pin];
}
