// What the steps of a run are called.
import type { GraphRead } from "@/api/schema";
import { isObject } from "@/values/lib/kindOf";

/** Names of the nodes by id: the one the author gave, else the block's, else the id. */
export function nodeNames(
  graph: GraphRead | undefined,
  blocks: ReadonlyMap<string, string>,
): Map<string, string> {
  const names = new Map<string, string>();
  for (const node of graph?.nodes ?? []) {
    names.set(
      node.id,
      given(node.metadata) ?? inputName(node.input_default) ?? blocks.get(node.block_id) ?? node.id,
    );
  }
  return names;
}

function given(metadata: unknown): string | null {
  if (!isObject(metadata)) return null;
  for (const name of ["customized_name", "title"]) {
    const value = metadata[name];
    if (typeof value === "string" && value.trim() !== "") return value;
  }
  return null;
}

/** Inputs and outputs of the agent are known by the names of their values. */
function inputName(defaults: unknown): string | null {
  if (
    !isObject(defaults) ||
    !("name" in defaults) ||
    !("value" in defaults || Object.keys(defaults).length === 1)
  ) {
    return null;
  }
  return typeof defaults.name === "string" && defaults.name !== "" ? defaults.name : null;
}
