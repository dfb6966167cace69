// Whether the sheet of shortcuts is open.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

const store = createStore(() => ({ isOpen: false }));

export function setSheetOpen(isOpen: boolean): void {
  store.setState({ isOpen });
}

export function useSheetIsOpen(): boolean {
  return useStore(store, (state) => state.isOpen);
}
