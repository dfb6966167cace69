// The document on the canvas, its history, and what is selected. Run state lives in run.ts, so that an event of a
// run redraws one node and nothing here.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { changed, fresh, type History, redone, undone } from "@/features/builder/lib/history";
import type { BuilderDocument, BuilderNode, Change } from "@/features/builder/types";

interface DocumentState {
  history: History;
  /** Of a saved agent, and the version that was opened or last saved. */
  graphId: string | null;
  version: number | null;
  /** What was opened or last saved: the document is unsaved while it is another one. */
  saved: BuilderDocument;
  selected: ReadonlySet<string>;
  selectedLinks: ReadonlySet<string>;
}

const EMPTY: BuilderDocument = {
  name: "",
  description: "",
  instructions: "",
  nodes: [],
  links: [],
  settings: {},
};
const NONE: ReadonlySet<string> = new Set();

export const documentStore = createStore<DocumentState>(() => ({
  history: fresh(EMPTY),
  graphId: null,
  version: null,
  saved: EMPTY,
  selected: NONE,
  selectedLinks: NONE,
}));

/** Begin with a document: of a version, or one that was never saved. Undo does not reach behind it. */
export function openDocument(
  document: BuilderDocument,
  graphId: string | null,
  version: number | null,
): void {
  documentStore.setState({
    history: fresh(document),
    saved: document,
    graphId,
    version,
    selected: NONE,
    selectedLinks: NONE,
  });
}

/** Do one step that can be undone. mergeKey: as in `changed`. */
export function apply(change: Change, mergeKey: string | null = null): void {
  documentStore.setState(({ history }) => ({ history: changed(history, change(history.present), mergeKey) }));
}

export function undo(): void {
  documentStore.setState(({ history }) => ({ history: undone(history) }));
}

export function redo(): void {
  documentStore.setState(({ history }) => ({ history: redone(history) }));
}

export function markSaved(document: BuilderDocument, graphId: string, version: number): void {
  documentStore.setState({ saved: document, graphId, version });
}

export function select(nodes: Iterable<string>, links: Iterable<string> = []): void {
  documentStore.setState({ selected: new Set(nodes), selectedLinks: new Set(links) });
}

export function useDocument<T>(pick: (document: BuilderDocument) => T): T {
  return useStore(documentStore, (state) => pick(state.history.present));
}

export function useBuilder<T>(pick: (state: DocumentState) => T): T {
  return useStore(documentStore, pick);
}

/** One node; undefined once it is deleted. The same object until it is changed. */
export function useNode(nodeId: string): BuilderNode | undefined {
  return useDocument((document) => document.nodes.find((node) => node.id === nodeId));
}

export function isUnsaved(state: DocumentState): boolean {
  return state.history.present !== state.saved;
}
