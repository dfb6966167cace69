// Which dialog of running is open; one place shows them (RunDialogs).
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { StartOptions } from "@/features/builder/run/start";

type Open =
  | { kind: "inputs"; options: StartOptions }
  | { kind: "one"; nodeId: string }
  | { kind: "item"; nodeId: string; until?: string }
  | { kind: "edit"; nodeId: string; pin: string }
  | { kind: "pinned"; nodeId: string };

const store = createStore<{ open: Open | null; isPanelOpen: boolean }>(() => ({
  open: null,
  isPanelOpen: false,
}));

export function openDialog(open: Open): void {
  store.setState({ open });
}

export function closeDialog(): void {
  store.setState({ open: null });
}

export function useOpenDialog(): Open | null {
  return useStore(store, (state) => state.open);
}

export function setPanelOpen(isPanelOpen: boolean): void {
  store.setState({ isPanelOpen });
}

export function usePanelIsOpen(): boolean {
  return useStore(store, (state) => state.isPanelOpen);
}
