// A graph's JSON, of the API, an autosave, a file or the clipboard, as a document. Nothing that it says is lost.
import { isObject, objectOf, textOf } from "@/features/builder/lib/json";
import { newId } from "@/features/builder/lib/ids";
import { placed } from "@/features/builder/lib/placed";
import type { BuilderDocument, BuilderLink, BuilderNode } from "@/features/builder/types";

export function fromApi(graph: unknown): BuilderDocument {
  const given = objectOf(graph);
  const nodes = listOf(given.nodes).map(nodeOf);
  const links = listOf(given.links).map(linkOf);
  const schedule = textOf(given.recommended_schedule_cron);
  return {
    name: textOf(given.name),
    description: textOf(given.description),
    instructions: textOf(given.instructions),
    ...(schedule !== "" && { recommendedScheduleCron: schedule }),
    nodes: placed(nodes, links),
    links,
    settings: objectOf(given.settings),
  };
}

function nodeOf(given: Record<string, unknown>): BuilderNode {
  return {
    id: textOf(given.id) || newId(),
    blockId: textOf(given.block_id),
    inputDefault: objectOf(given.input_default),
    metadata: objectOf(given.metadata),
    settings: objectOf(given.settings),
  };
}

function linkOf(given: Record<string, unknown>): BuilderLink {
  return {
    id: textOf(given.id) || newId(),
    sourceId: textOf(given.source_id),
    sourceName: textOf(given.source_name),
    sinkId: textOf(given.sink_id),
    sinkName: textOf(given.sink_name),
    isStatic: given.is_static === true,
  };
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
