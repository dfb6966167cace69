// What of a past run is brought along into the builder.
import type { NodeExecutionRead } from "@/api/schema";
import type { Output } from "@/features/builder/store/run";
import type { Blocks, BuilderDocument } from "@/features/builder/types";
import { counted, hasEnded, ofRow } from "@/features/builder/run/lib/reduce";

/**
 * What steps that reach outside gave last, to stand for them: they need not be paid and waited for again. Steps
 * that failed, and those that only compute, run anew.
 */
export function toPin(
  rows: readonly NodeExecutionRead[],
  document: Pick<BuilderDocument, "nodes">,
  blocks: Blocks,
): Record<string, readonly Output[]> {
  const found: Record<string, readonly Output[]> = {};
  for (const node of document.nodes) {
    const block = blocks.get(node.blockId);
    if (block === undefined || block.pure || block.kind === "input" || block.kind === "output") continue;
    const firings = rows.filter((row) => row.node_id === node.id).map(ofRow);
    const last = firings.at(-1);
    if (last === undefined || !hasEnded(last.status) || last.status !== "COMPLETED") continue;
    const isWhole = !(last.outputs ?? []).some(([, value]) => isReference(value));
    if (isWhole && Object.keys(counted([last])).length > 0) found[node.id] = last.outputs ?? [];
  }
  return found;
}

/** A large value is shown by reference; it cannot stand for itself. */
function isReference(value: unknown): boolean {
  return typeof value === "object" && value !== null && "$value" in value;
}
