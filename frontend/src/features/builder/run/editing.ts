// Change what a step gave, for the runs that go on from it. Nothing of it is kept, and no other run knows it.
import { allOutputs } from "@/features/builder/run/items";
import { withValue } from "@/features/builder/run/lib/edited";
import { MAX_PINNED_BYTES } from "@/features/builder/run/lib/pinned";
import { runAgain, told } from "@/features/builder/run/start";
import { runStore, setEdited } from "@/features/builder/store/run";
import { run } from "@/text/en/run";
import { fill } from "@/text/fill";
import { bytes } from "@/ui/lib/format";
import { toast } from "@/ui/toast";

/** Gives whether it was taken: all that stands for steps has to fit into a request. */
export function editValue(nodeId: string, pin: string, value: unknown): boolean {
  const { edited, pinned } = runStore.getState();
  const next = { ...edited, [nodeId]: withValue(allOutputs(nodeId), pin, value) };
  if (new Blob([JSON.stringify({ ...pinned, ...next })]).size > MAX_PINNED_BYTES) {
    toast.error(fill(run.pinned.tooLarge, { limit: bytes(MAX_PINNED_BYTES) }));
    return false;
  }
  setEdited(next);
  return true;
}

/** What the step gave counts again; without a step, of all. */
export function resetEdited(nodeId?: string): void {
  const rest = Object.entries(runStore.getState().edited).filter(([one]) => one !== nodeId);
  setEdited(nodeId === undefined ? {} : Object.fromEntries(rest));
}

/** Run to the end what depends on the edited values. */
export async function runOnEdited(): Promise<void> {
  const { base } = runStore.getState();
  if (base !== null) await told(runAgain(base, { isToTheEnd: true }));
}
