// Outputs that stand for a step, as they are typed.
import type { Output } from "@/features/builder/store/run";
import { readJson } from "@/fields/lib/text";

/** Of all that is pinned: a run's request may have 1 MB. */
export const MAX_PINNED_BYTES = 700 * 1024;

export type ReadPinned =
  { outputs: readonly Output[]; code: null } | { outputs: null; code: "wrong" | "too_large" };

/** Pairs of pin and value from their JSON. */
export function readPinned(text: string): ReadPinned {
  const found = readJson(text);
  if (!found.isGood || !Array.isArray(found.value) || !found.value.every(isPair)) {
    return { outputs: null, code: "wrong" };
  }
  if (new Blob([text]).size > MAX_PINNED_BYTES) return { outputs: null, code: "too_large" };
  return { outputs: found.value, code: null };
}

function isPair(value: unknown): value is Output {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === "string";
}
