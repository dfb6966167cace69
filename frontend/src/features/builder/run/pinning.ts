// Pin what a step gave, so that runs from the builder use it and the step does not run.
import { MAX_PINNED_BYTES } from "@/features/builder/run/lib/pinned";
import { openDialog } from "@/features/builder/run/dialogs";
import { type Output, runStore, setPinned } from "@/features/builder/store/run";
import { run } from "@/text/en/run";
import { fill } from "@/text/fill";
import { bytes } from "@/ui/lib/format";
import { toast } from "@/ui/toast";

export function pinOutputs(nodeId: string, outputs: readonly Output[]): void {
  const next = { ...runStore.getState().pinned, [nodeId]: outputs };
  if (new Blob([JSON.stringify(next)]).size > MAX_PINNED_BYTES) {
    toast.error(fill(run.pinned.tooLarge, { limit: bytes(MAX_PINNED_BYTES) }));
    return;
  }
  setPinned(next);
}

export function unpin(nodeId: string): void {
  const rest = Object.entries(runStore.getState().pinned).filter(([one]) => one !== nodeId);
  setPinned(Object.fromEntries(rest));
}

/** Pin the last outputs of a step, or unpin it; a step that has given nothing asks what to pin. */
export function togglePinned(nodeId: string): void {
  const { pinned, nodes } = runStore.getState();
  const last = nodes[nodeId]?.list.findLast((firing) => (firing.outputs?.length ?? 0) > 0)?.outputs;
  if (pinned[nodeId] !== undefined) unpin(nodeId);
  else if (last == null) openDialog({ kind: "pinned", nodeId });
  else pinOutputs(nodeId, last);
}
