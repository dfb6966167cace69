// What the steps of a run are called: as on the canvas.
import type { BlockRead, GraphRead } from "@/api/schema";
import { isObject } from "@/values/lib/kindOf";

export type NamedBlock = Pick<BlockRead, "name" | "kind">;

/** Where blocks of a kind have the name by which people know the node. */
const NAMED_BY: Readonly<Record<string, string>> = { input: "name", output: "name", agent: "agent_name" };

/** Names of the nodes by id: the one the author gave, else the block's, else the id. */
export function nodeNames(
  graph: GraphRead | undefined,
  blocks: ReadonlyMap<string, NamedBlock>,
): Map<string, string> {
  return new Map(
    (graph?.nodes ?? []).map((node) => {
      const block = blocks.get(node.block_id);
      const called = textAt(node.input_default, NAMED_BY[block?.kind ?? ""]);
      return [node.id, textAt(node.metadata, "customized_name") || called || (block?.name ?? node.id)];
    }),
  );
}

function textAt(values: unknown, name: string | undefined): string {
  const value = name !== undefined && isObject(values) ? values[name] : undefined;
  return typeof value === "string" ? value.trim() : "";
}
