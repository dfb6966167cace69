// Undo and redo over whole documents: they share what did not change, so 200 of them are cheap.
import type { BuilderDocument } from "@/features/builder/types";

export const MOST_STEPS = 200;

export interface History {
  past: readonly BuilderDocument[];
  present: BuilderDocument;
  future: readonly BuilderDocument[];
  /** What the last change belongs to; further ones of the same are one step. Null: nothing is added to it. */
  merging: string | null;
}

export function fresh(document: BuilderDocument): History {
  return { past: [], present: document, future: [], merging: null };
}

/** mergeKey: changes that follow each other with the same key (typing into one field, one drag) are one step. */
export function changed(history: History, next: BuilderDocument, mergeKey: string | null): History {
  if (next === history.present) return history;
  const joins = mergeKey !== null && mergeKey === history.merging && history.past.length > 0;
  const past = joins ? history.past : [...history.past, history.present].slice(-MOST_STEPS);
  return { past, present: next, future: [], merging: mergeKey };
}

export function undone(history: History): History {
  const present = history.past.at(-1);
  if (present === undefined) return history;
  const future = [history.present, ...history.future];
  return { past: history.past.slice(0, -1), present, future, merging: null };
}

export function redone(history: History): History {
  const [present, ...future] = history.future;
  if (present === undefined) return history;
  return { past: [...history.past, history.present], present, future, merging: null };
}
