import type { Edge, Node } from "@xyflow/react";
import type { BuilderLink, BuilderNode } from "@/features/builder/types";

/** A node as the canvas draws it; the document has the truth. */
export type FlowNode = Node<{ node: BuilderNode }, "block" | "note">;

export type FlowLink = Edge<{ link: BuilderLink; color: string }, "wire">;
