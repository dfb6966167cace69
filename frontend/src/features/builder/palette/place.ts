// New nodes: of a block, or of an agent that is run as a step.
import { api, data } from "@/api/client";
import { ApiError } from "@/api/error";
import type { BlockRead } from "@/api/schema";
import { place } from "@/features/builder/canvas/actions";
import { makeNode } from "@/features/builder/lib/edit";
import { RUN_AGENT, subAgentValues } from "@/features/builder/lib/subAgent";
import { addRecent } from "@/features/builder/palette/recent";
import { blocksNow } from "@/features/builder/store/blocks";
import type { BuilderNode, Position } from "@/features/builder/types";
import { toast } from "@/ui/toast";

/** Inputs and outputs need a name at once; the first free one is taken. */
export function newNode(block: BlockRead, at: Position, taken: readonly BuilderNode[]): BuilderNode {
  addRecent(block.slug);
  if (block.kind !== "input" && block.kind !== "output") return makeNode(block, at);
  const names = new Set(
    taken
      .filter((node) => blocksNow().get(node.blockId)?.kind === block.kind)
      .map((node) => node.inputDefault.name),
  );
  let name: string = block.kind;
  for (let number = 2; names.has(name); number += 1) name = `${block.kind}_${number}`;
  return makeNode(block, at, { name });
}

export function placeBlock(block: BlockRead, at: Position, taken: readonly BuilderNode[]): void {
  place({ nodes: [newNode(block, at, taken)], links: [] });
}

/** The agent's own pins stand in the node: they are asked for first. null: it cannot be had, and it was said. */
export async function agentNode(graphId: string, at: Position): Promise<BuilderNode | null> {
  const block = blocksNow().get(RUN_AGENT);
  if (block === undefined) return null;
  try {
    const agent = await data(api.GET("/api/v1/graphs/{id}", { params: { path: { id: graphId } } }));
    return makeNode(block, at, subAgentValues(agent));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast.error(error.message);
    return null;
  }
}

export async function placeAgent(graphId: string, at: Position): Promise<void> {
  const node = await agentNode(graphId, at);
  if (node !== null) place({ nodes: [node], links: [] });
}
