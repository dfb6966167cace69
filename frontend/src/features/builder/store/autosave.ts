// Under which key the working copy of the open document is kept on the server.
import { newId } from "@/features/builder/lib/ids";

let key = newId();
let known: number | null = null;
let isSaving = false;
const saved = new Set<string>();

export function autosaveKey(): string {
  return key;
}

/** Another document is open: of a graph, or a new one. */
export function startAfresh(graphId: string | null): void {
  key = graphId ?? newId();
  known = null;
}

/** Go on with a working copy that was found. */
export function goOnAs(found: string): void {
  key = found;
}

/** What was kept under the key has become an agent: a copy that is still on its way is of no use. */
export function becameAgent(graphId: string): void {
  saved.add(key);
  startAfresh(graphId);
}

export function isSavedAs(given: string): boolean {
  return saved.has(given);
}

/** The newest version that the server told of when it refused a copy; null: none. */
export function knownVersion(): number | null {
  return known;
}

export function learnVersion(number: number): void {
  known = number;
}

/** While a version is being saved no copy is sent: which of the two came last could not be told. */
export async function whileSaving<Result>(work: () => Promise<Result>): Promise<Result> {
  isSaving = true;
  try {
    return await work();
  } finally {
    isSaving = false;
  }
}

export function isBeingSaved(): boolean {
  return isSaving;
}
