// Two versions as one picture: what is gone stands where it was.
import type { VersionDiffRead } from "@/api/schema";
import type { BuilderDocument, BuilderLink, BuilderNode } from "@/features/builder/types";

export type Difference = "added" | "removed" | "changed" | "same";

export interface Picture {
  nodes: readonly { node: BuilderNode; difference: Difference }[];
  links: readonly { link: BuilderLink; difference: Difference }[];
}

export function drawn(before: BuilderDocument, after: BuilderDocument, diff: VersionDiffRead): Picture {
  const added = new Set(diff.nodes.added.map((node) => node.id));
  const removed = new Set(diff.nodes.removed.map((node) => node.id));
  const changed = new Set(
    diff.nodes.changed.filter(({ changes }) => !changes.every(isMove)).map((node) => node.id),
  );
  const newLinks = new Set(diff.links.added.map(pinsOf));
  const oldLinks = new Set(diff.links.removed.map(pinsOf));
  const differentLinks = new Set(diff.links.changed.map((link) => pinsOf(link.new)));
  const gone = before.nodes.filter((node) => removed.has(node.id));
  const cut = before.links.filter((link) => oldLinks.has(keyOf(link)));
  return {
    nodes: [
      ...after.nodes.map((node) => ({ node, difference: stateOf(node.id, added, changed) })),
      ...gone.map((node) => ({ node, difference: "removed" as const })),
    ],
    links: [
      ...after.links.map((link) => ({ link, difference: stateOf(keyOf(link), newLinks, differentLinks) })),
      ...cut.map((link) => ({ link, difference: "removed" as const })),
    ],
  };
}

/** Whether a change says only where the node stands. */
export function isMove(change: { path: readonly string[] }): boolean {
  return change.path[0] === "metadata" && change.path[1] === "position";
}

function stateOf(key: string, added: ReadonlySet<string>, changed: ReadonlySet<string>): Difference {
  if (added.has(key)) return "added";
  return changed.has(key) ? "changed" : "same";
}

function keyOf(link: BuilderLink): string {
  return [link.sourceId, link.sourceName, link.sinkId, link.sinkName].join("\n");
}

function pinsOf(link: {
  source_id: string;
  source_name: string;
  sink_id: string;
  sink_name: string;
}): string {
  return [link.source_id, link.source_name, link.sink_id, link.sink_name].join("\n");
}
