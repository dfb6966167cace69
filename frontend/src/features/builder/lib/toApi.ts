import type { GraphWriteRequest, LinkJson, NodeJson } from "@/api/schema";
import type { BuilderDocument, BuilderLink, BuilderNode } from "@/features/builder/types";
import { builder } from "@/text/en/builder";

type GraphJson = Pick<GraphWriteRequest, "name" | "nodes"> & {
  description: string;
  instructions: string;
  recommended_schedule_cron: string;
  links: LinkJson[];
  settings: BuilderDocument["settings"];
};

export function toApi(document: BuilderDocument): GraphJson {
  return {
    name: document.name,
    description: document.description,
    instructions: document.instructions,
    recommended_schedule_cron: document.recommendedScheduleCron ?? "",
    nodes: document.nodes.map(nodeJson),
    links: document.links.map(linkJson),
    settings: document.settings,
  };
}

/** The same for what looks at a graph without saving it: one without a name has one. */
export function writeOf(document: BuilderDocument): GraphWriteRequest {
  const name = document.name.trim() || builder.untitled;
  return { ...toApi(document), name, label: "", notes: "", draft: false };
}

export function nodeJson(node: BuilderNode): NodeJson {
  return {
    id: node.id,
    block_id: node.blockId,
    input_default: node.inputDefault,
    metadata: node.metadata,
    settings: node.settings,
  };
}

export function linkJson(link: BuilderLink): LinkJson {
  return {
    id: link.id,
    source_id: link.sourceId,
    source_name: link.sourceName,
    sink_id: link.sinkId,
    sink_name: link.sinkName,
    is_static: link.isStatic,
  };
}
