// What the browser remembers of running an agent: the last inputs, what is pinned, and the run that is watched.
import { remembered } from "@/features/builder/run/lib/inputs";
import type { Output } from "@/features/builder/store/run";

const INPUTS = "polychord.inputs.";
const PINNED = "polychord.pinned.";
const RUN = "polychord.run.";

export const remember = {
  inputs: (graphId: string, inputs: Record<string, unknown>) => keep(localStorage, INPUTS + graphId, inputs),
  pinned: (graphId: string, pinned: Readonly<Record<string, readonly Output[]>>) =>
    keep(localStorage, PINNED + graphId, pinned),
  /** For as long as the tab is open. */
  run: (graphId: string, executionId: string) => keep(sessionStorage, RUN + graphId, { executionId }),
  forgetRun: (graphId: string) => sessionStorage.removeItem(RUN + graphId),
};

export const recall = {
  inputs: (graphId: string) => remembered(localStorage.getItem(INPUTS + graphId)),
  pinned: (graphId: string) =>
    remembered(localStorage.getItem(PINNED + graphId)) as Record<string, readonly Output[]>,
  run: (graphId: string): string | null => {
    const { executionId } = remembered(sessionStorage.getItem(RUN + graphId));
    return typeof executionId === "string" ? executionId : null;
  },
};

/** What does not fit into the browser's storage is not remembered. */
function keep(storage: Storage, key: string, value: object): void {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    storage.removeItem(key);
  }
}
