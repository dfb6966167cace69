// The workspace that this browser works in; null is the personal one.
import { createStore } from "zustand/vanilla";

const KEY = "polychord.workspace";
const store = createStore<{ id: string | null }>(() => ({ id: localStorage.getItem(KEY) }));

export const workspace = {
  id: () => store.getState().id,
  choose(id: string | null): void {
    if (id === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, id);
    store.setState({ id });
  },
  subscribe: (listener: () => void) => store.subscribe(listener),
};
