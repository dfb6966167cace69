// The library of blocks, and the caller's agents that can be used as one. Loaded once by the page.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { BlockRead } from "@/api/schema";
import type { Blocks } from "@/features/builder/types";

interface Library {
  list: readonly BlockRead[];
  /** By slug, id and alias. */
  blocks: Blocks;
}

const store = createStore<Library>(() => ({ list: [], blocks: new Map() }));

export function setBlocks(list: readonly BlockRead[]): void {
  if (store.getState().list === list) return;
  const named = list.flatMap((block) =>
    [block.slug, block.id, ...block.aliases].map((name) => [name, block] as const),
  );
  store.setState({ list, blocks: new Map(named) });
}

export function blocksNow(): Blocks {
  return store.getState().blocks;
}

export function useBlocks(): Blocks {
  return useStore(store, (state) => state.blocks);
}

export function useBlockList(): readonly BlockRead[] {
  return useStore(store, (state) => state.list);
}

/** ref: as a node names its block. undefined: this installation does not have it. */
export function useBlock(ref: string): BlockRead | undefined {
  return useStore(store, (state) => state.blocks.get(ref));
}
