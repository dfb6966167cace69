// Whether the import dialog is open, and with which text: it opens from the list, the palette, a drop and a paste.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

interface Importing {
  isOpen: boolean;
  /** Of a file that is to be imported at once. */
  text: string | null;
}

const store = createStore<Importing>(() => ({ isOpen: false, text: null }));

export function openImport(text: string | null = null): void {
  store.setState({ isOpen: true, text });
}

export function closeImport(): void {
  store.setState({ isOpen: false, text: null });
}

export function useImporting(): Importing {
  return useStore(store);
}
