// Under which key the working copy of the open document is kept on the server.
import { newId } from "@/features/builder/lib/ids";

let key = newId();

export function autosaveKey(): string {
  return key;
}

/** Another document is open: of a graph, or a new one. */
export function startAfresh(graphId: string | null): void {
  key = graphId ?? newId();
}

/** Go on with a working copy that was found. */
export function goOnAs(found: string): void {
  key = found;
}
