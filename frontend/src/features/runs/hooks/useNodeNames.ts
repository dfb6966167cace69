import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { NodeExecutionRead } from "@/api/schema";
import { type NamedBlock, nodeNames } from "@/features/runs/lib/names";
import { blockNamesQuery, versionQuery } from "@/features/runs/queries";

type Named = Pick<NodeExecutionRead, "node_id" | "block_id">;

export interface NodeNames {
  /** What the author calls the node. */
  of: (firing: Named) => string;
  block: (firing: Named) => string;
}

/** Names of the steps of one version. */
export function useNodeNames(graphId: string, version: number): NodeNames {
  const { data: graph } = useQuery(versionQuery(graphId, version));
  const { data: blocks } = useQuery(blockNamesQuery);
  return useMemo(() => {
    const known = blocks ?? new Map<string, NamedBlock>();
    const names = nodeNames(graph, known);
    const block = (firing: Named) => known.get(firing.block_id)?.name ?? "";
    return { block, of: (firing) => names.get(firing.node_id) ?? (block(firing) || firing.node_id) };
  }, [graph, blocks]);
}
