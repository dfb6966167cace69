import type { GraphRead, GraphWriteRequest, NodeJsonRequest } from "@/api/schema";

/** What is sent to save a graph as another one. A draft stays one. */
export function copyOf(graph: GraphRead, name: string): GraphWriteRequest {
  const { description, instructions, recommended_schedule_cron, links, settings } = graph;
  const nodes = graph.nodes.map((node): NodeJsonRequest => ({
    id: node.id,
    block_id: node.block_id,
    input_default: node.input_default as Record<string, unknown>,
    metadata: node.metadata as Record<string, unknown>,
    settings: node.settings,
  }));
  return {
    name,
    description,
    instructions,
    recommended_schedule_cron,
    nodes,
    links,
    settings,
    draft: graph.is_draft,
    label: "",
    notes: "",
  };
}
