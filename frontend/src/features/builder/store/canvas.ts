// What is open on the canvas, and how it answers the pointer.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Ends } from "@/features/builder/lib/canConnect";
import type { OpenEnd } from "@/features/builder/lib/fitting";
import type { BuilderLink, Position } from "@/features/builder/types";

/** A small palette at a place of the canvas. */
export type QuickAdd = { at: Position; screen: Position } & (
  | { kind: "free" }
  | { kind: "end"; end: OpenEnd }
  | { kind: "link"; link: BuilderLink }
  | { kind: "replace"; nodeId: string }
);

interface CanvasState {
  mode: "pointer" | "hand";
  quick: QuickAdd | null;
  /** The node, and perhaps the pin, that "Connect…" asks a partner for. */
  connecting: { nodeId: string; end?: OpenEnd } | null;
  /** A link into a list or an object: as which part? */
  part: Ends | null;
  renaming: string | null;
  expanded: ReadonlySet<string>;
  isPaletteOpen: boolean;
  /** Counts up: each time the palette is asked to take the focus. */
  paletteFocus: number;
  isFinding: boolean;
  panel: "versions" | null;
}

const isTouch = () => window.matchMedia("(pointer: coarse)").matches;
/** Room for the palette beside the canvas. */
export const WIDE = "(min-width: 64rem)";
const isWide = () => window.matchMedia(WIDE).matches;

export const canvasStore = createStore<CanvasState>(() => ({
  mode: isTouch() ? "hand" : "pointer",
  quick: null,
  connecting: null,
  part: null,
  renaming: null,
  expanded: new Set(),
  isPaletteOpen: isWide(),
  paletteFocus: 0,
  isFinding: false,
  panel: null,
}));

export const setCanvas = canvasStore.setState;

export function useCanvas<T>(pick: (state: CanvasState) => T): T {
  return useStore(canvasStore, pick);
}

export const PALETTE_SEARCH = "palette-search";

/** At once where it is there, so that the next key that is typed is searched for. */
export function focusPalette(): void {
  const field = document.getElementById(PALETTE_SEARCH);
  if (field instanceof HTMLInputElement) {
    field.select();
    return;
  }
  setCanvas(({ paletteFocus }) => ({ isPaletteOpen: true, paletteFocus: paletteFocus + 1 }));
}

/** "Connect…": asks for what the node, or one of its pins, is to be linked to. Also for the inspector. */
export function openConnect(nodeId: string, end?: OpenEnd): void {
  setCanvas({ connecting: { nodeId, ...(end && { end }) } });
}

export function toggleExpanded(nodeId: string): void {
  setCanvas(({ expanded }) => {
    const next = new Set(expanded);
    if (!next.delete(nodeId)) next.add(nodeId);
    return { expanded: next };
  });
}
