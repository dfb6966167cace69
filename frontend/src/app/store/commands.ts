// What the command palette offers: each page and feature adds its own while it is on the screen.
import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { shell } from "@/text/en/shell";

export interface Command {
  id: string;
  label: string;
  run: () => void;
  icon?: ReactNode;
  /** Heading in the palette; left out: General. */
  group?: string;
  /** Other words by which it is found. */
  keywords?: string[];
  /** As in `useShortcut`; shown only. */
  keys?: string;
}

interface Palette {
  isOpen: boolean;
  /** What is typed into it; features may look for it on the server. */
  words: string;
  sources: readonly (readonly Command[])[];
}

const store = createStore<Palette>(() => ({ isOpen: false, words: "", sources: [] }));

/** Offer commands while the component is there. Keep the array the same between renders (useMemo). */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => {
    store.setState(({ sources }) => ({ sources: [...sources, commands] }));
    return () => store.setState(({ sources }) => ({ sources: sources.filter((one) => one !== commands) }));
  }, [commands]);
}

export function setPaletteOpen(isOpen: boolean): void {
  store.setState({ isOpen, words: "" });
}

export function setPaletteWords(words: string): void {
  store.setState({ words });
}

export function usePalette(): Palette {
  return useStore(store);
}

/** Commands under their headings, the last source first: what the page offers stands before what is always there. */
export function grouped(sources: readonly (readonly Command[])[]): [group: string, commands: Command[]][] {
  const groups = new Map<string, Command[]>();
  for (const command of sources.toReversed().flat()) {
    const group = command.group ?? shell.palette.general;
    groups.set(group, [...(groups.get(group) ?? []), command]);
  }
  return [...groups];
}
