// What is on the canvas, as the API's graph JSON says it, in the app's own spelling.
import type { BlockRead, GraphSettingsJson, NodeSettingsJson } from "@/api/schema";

export interface Position {
  x: number;
  y: number;
}

export interface BuilderNode {
  id: string;
  blockId: string;
  /** Input pin → value. */
  inputDefault: Record<string, unknown>;
  /** Kept by the API as it is: `position`, `customized_name` (the title), `color`, `size`, `group`… */
  metadata: Record<string, unknown>;
  settings: NodeSettingsJson;
}

export interface BuilderLink {
  id: string;
  sourceId: string;
  sourceName: string;
  sinkId: string;
  sinkName: string;
  isStatic: boolean;
}

/** Never changed in place: a command gives a new one that shares what it did not touch. */
export interface BuilderDocument {
  name: string;
  description: string;
  instructions: string;
  /** A hint for who runs it, which the builder keeps and does not show. */
  recommendedScheduleCron?: string;
  nodes: readonly BuilderNode[];
  links: readonly BuilderLink[];
  settings: GraphSettingsJson;
}

/** A pure change of a document. */
export type Change = (document: BuilderDocument) => BuilderDocument;

/** Problems by node and pin, as `POST /graphs/validate` names them; pin "id" is the node itself. */
export type NodeProblems = Readonly<Record<string, Readonly<Record<string, string>>>>;

export type Blocks = ReadonlyMap<string, BlockRead>;

/** Some nodes, and the links between them: what is copied, pasted and looked at. */
export type Fragment = Pick<BuilderDocument, "nodes" | "links">;
