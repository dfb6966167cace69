// A sketch as the document that it becomes on the canvas.
import type { SketchDone } from "@/api/schema";
import { fromApi } from "@/features/builder/lib/fromApi";
import { placeOf } from "@/features/builder/lib/place";
import { isObject } from "@/features/builder/lib/json";
import type { BuilderDocument } from "@/features/builder/types";

/** What a person wrote about the agent stays. A new node takes the place of one that went. */
export function arrived(now: BuilderDocument, graph: SketchDone["graph"]): BuilderDocument {
  const next = fromApi(withPlaces(now, graph));
  return {
    ...next,
    name: now.name || (now.nodes.length === 0 ? next.name : ""),
    description: now.description || next.description,
    instructions: now.instructions,
    settings: now.settings,
  };
}

function withPlaces(now: BuilderDocument, graph: SketchDone["graph"]): SketchDone["graph"] {
  const kept = new Set(graph.nodes.map(({ id }) => id));
  const free = now.nodes.filter(({ id }) => !kept.has(id)).flatMap((node) => placeOf(node) ?? []);
  const nodes = graph.nodes.map((node) => {
    const metadata = isObject(node.metadata) ? node.metadata : {};
    const place = placeOf({ metadata }) === null ? free.shift() : undefined;
    return place === undefined ? node : { ...node, metadata: { ...metadata, position: place } };
  });
  return { ...graph, nodes };
}
