import type { CredentialFieldRead, ImportReport, NodeRead, ProblemsRead } from "@/api/schema";

export type LineKind = "unknown" | "problem" | "credential" | "note";

/** One thing to know of an imported agent. */
export interface Line {
  kind: LineKind;
  /** The node it is about; null: a link, or the whole agent. */
  nodeId: string | null;
  /** Its title, or the link as "source → sink"; null: the whole agent. */
  place: string | null;
  /** The pin or field, where it is about one. */
  field: string | null;
  /** As the server says it; for credentials and unknown blocks what is needed. */
  message: string;
  isOptional?: boolean;
}

type Named = Pick<NodeRead, "id" | "metadata">;

/** An import's report as lines: what is unknown, then problems, credentials, and what was changed. */
export function reportLines(report: ImportReport, nodes: readonly Named[]): Line[] {
  const titles = new Map(nodes.map((node) => [node.id, titleOf(node)]));
  const titled = (nodeId: string) => titles.get(nodeId) ?? nodeId;
  const unknown = Object.entries(report.unknown_blocks).flatMap(([block, nodeIds]) =>
    nodeIds.map((nodeId) => line("unknown", nodeId, titled(nodeId), null, block)),
  );
  // Nodes with an unknown block stand above already; what else is wrong with them follows from it.
  const seen = new Set(unknown.map((one) => one.nodeId));
  const problems = ofProblems("problem", report.problems, titled).filter((one) => !seen.has(one.nodeId));
  const credentials = Object.entries(report.credentials).flatMap(([nodeId, fields]) =>
    fields.map((field) => ofCredential(nodeId, titled(nodeId), field)),
  );
  return [...unknown, ...problems, ...credentials, ...ofProblems("note", report.notes, titled)];
}

function ofCredential(nodeId: string, place: string, field: CredentialFieldRead): Line {
  return {
    ...line("credential", nodeId, place, field.field, field.providers.join("\n")),
    isOptional: field.is_optional,
  };
}

function ofProblems(kind: LineKind, given: ProblemsRead, titled: (nodeId: string) => string): Line[] {
  const ofNodes = Object.entries(given.nodes).flatMap(([nodeId, fields]) =>
    Object.entries(fields).map(([field, message]) => line(kind, nodeId, titled(nodeId), field, message)),
  );
  const ofLinks = given.links.map((link) => line(kind, null, null, null, textOf(link.message)));
  return [...ofNodes, ...ofLinks, ...given.graph.map((message) => line(kind, null, null, null, message))];
}

function line(
  kind: LineKind,
  nodeId: string | null,
  place: string | null,
  field: string | null,
  message: string,
): Line {
  return { kind, nodeId, place, field, message };
}

/** What the author called the node, else its id. */
export function titleOf(node: Named): string {
  const metadata = node.metadata as { customized_name?: unknown } | null;
  const name = metadata?.customized_name;
  return typeof name === "string" && name !== "" ? name : node.id;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
