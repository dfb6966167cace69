// The blocks that were placed last in this browser.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

const KEY = "polychord.recent-blocks";
const MOST = 6;

const store = createStore<{ slugs: readonly string[] }>(() => ({ slugs: kept() }));

export function useRecent(): readonly string[] {
  return useStore(store, (state) => state.slugs);
}

export function addRecent(slug: string): void {
  store.setState(({ slugs }) => ({ slugs: [slug, ...slugs.filter((one) => one !== slug)].slice(0, MOST) }));
  localStorage.setItem(KEY, JSON.stringify(store.getState().slugs));
}

function kept(): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((one) => typeof one === "string").slice(0, MOST) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
