// A selection as an agent of its own: what came into it becomes its inputs, what left it its outputs.
import type { GraphRead } from "@/api/schema";
import { makeNode } from "@/features/builder/lib/edit";
import { fragmentOf, removing } from "@/features/builder/lib/edit";
import { newId } from "@/features/builder/lib/ids";
import { CARD, positionOf } from "@/features/builder/lib/place";
import { splitPin } from "@/features/builder/lib/pins";
import type { Blocks, BuilderDocument, BuilderLink, BuilderNode } from "@/features/builder/types";

export const RUN_AGENT = "agent.run_agent";
const INPUT = "agent.input";
const OUTPUT = "agent.output";
const GAP = 96;

export type CannotExtract = "nothing" | "holds_inputs" | "no_blocks";

export interface Extraction {
  /** The agent to be made. */
  child: BuilderDocument;
  /** Links of the document that end at one of its inputs, by the input's name, and that begin at an output. */
  into: readonly { link: BuilderLink; name: string }[];
  outOf: readonly { link: BuilderLink; name: string }[];
  selected: ReadonlySet<string>;
}

export function extraction(
  document: BuilderDocument,
  selected: ReadonlySet<string>,
  blocks: Blocks,
  name: string,
): Extraction | CannotExtract {
  const inner = fragmentOf(document, selected);
  const [input, output] = [blocks.get(INPUT), blocks.get(OUTPUT)];
  if (inner.nodes.length === 0) return "nothing";
  if (input === undefined || output === undefined) return "no_blocks";
  const kinds = inner.nodes.map((node) => blocks.get(node.blockId)?.kind);
  if (kinds.some((kind) => kind === "input" || kind === "output" || kind === "trigger"))
    return "holds_inputs";
  const box = boxOf(inner.nodes);
  const made: { nodes: BuilderNode[]; links: BuilderLink[] } = { nodes: [], links: [] };
  const names = new Names();
  const into = document.links
    .filter((link) => selected.has(link.sinkId) && !selected.has(link.sourceId))
    .map((link) => ({ link, name: names.of(`${link.sourceId} ${link.sourceName}`, link.sinkName) }));
  const outOf = document.links
    .filter((link) => selected.has(link.sourceId) && !selected.has(link.sinkId))
    .map((link) => ({ link, name: names.of(`${link.sourceId} ${link.sourceName}`, link.sourceName) }));
  for (const [row, [one, group]] of [...byName(into)].entries()) {
    const node = makeNode(
      input,
      { x: box.left - CARD.width - GAP, y: box.top + row * (CARD.height + 40) },
      { name: one },
    );
    made.nodes.push(node);
    for (const link of group) {
      made.links.push({
        ...link,
        id: newId(),
        sourceId: node.id,
        sourceName: "result",
        isStatic: input.static_output,
      });
    }
  }
  for (const [row, [one, [link]]] of [...byName(outOf)].entries()) {
    const node = makeNode(
      output,
      { x: box.right + GAP, y: box.top + row * (CARD.height + 40) },
      { name: one },
    );
    made.nodes.push(node);
    if (link !== undefined) made.links.push({ ...link, id: newId(), sinkId: node.id, sinkName: "value" });
  }
  const child: BuilderDocument = {
    name,
    description: "",
    instructions: "",
    settings: document.settings,
    nodes: [
      ...made.nodes.filter((node) => node.blockId === INPUT),
      ...inner.nodes,
      ...made.nodes.filter((node) => node.blockId === OUTPUT),
    ],
    links: [...inner.links, ...made.links],
  };
  return { child, into, outOf, selected };
}

/** The document with one node that runs `agent` instead of what was taken out. */
export function withSubAgent(
  document: BuilderDocument,
  taken: Extraction,
  agent: GraphRead,
  blocks: Blocks,
): { document: BuilderDocument; nodeId: string } | null {
  const block = blocks.get(RUN_AGENT);
  const nodes = document.nodes.filter((node) => taken.selected.has(node.id));
  if (block === undefined || nodes.length === 0) return null;
  const box = boxOf(nodes);
  const node = makeNode(
    block,
    { x: (box.left + box.right - CARD.width) / 2, y: (box.top + box.bottom - CARD.height) / 2 },
    subAgentValues(agent),
  );
  const rest = removing(taken.selected)(document);
  const first = document.nodes.findIndex((one) => taken.selected.has(one.id));
  const unique = new Map<string, BuilderLink>();
  for (const { link, name } of taken.into) {
    unique.set(`${link.sourceId} ${link.sourceName} ${name}`, { ...link, sinkId: node.id, sinkName: name });
  }
  const out = taken.outOf.map(({ link, name }) => ({ ...link, sourceId: node.id, sourceName: name }));
  return {
    nodeId: node.id,
    document: {
      ...rest,
      nodes: rest.nodes.toSpliced(Math.min(first, rest.nodes.length), 0, node),
      links: [...rest.links, ...unique.values(), ...out],
    },
  };
}

/** What a node that runs an agent carries of it. */
export function subAgentValues(
  agent: Pick<GraphRead, "id" | "name" | "version" | "input_schema" | "output_schema">,
): Record<string, unknown> {
  return {
    graph_id: agent.id,
    graph_version: agent.version,
    agent_name: agent.name,
    input_schema: agent.input_schema,
    output_schema: agent.output_schema,
  };
}

/** Names that are given once for each thing, and are not given twice. */
class Names {
  private readonly given = new Map<string, string>();

  of(thing: string, wanted: string): string {
    const known = this.given.get(thing);
    if (known !== undefined) return known;
    const { base, path } = splitPin(wanted);
    const plain = (path.findLast((step) => !/^\d+$/.test(step.key))?.key ?? base)
      .replace(/\W+/g, "_")
      .slice(0, 60);
    const taken = new Set(this.given.values());
    let name = plain;
    for (let number = 2; taken.has(name); number += 1) name = `${plain}_${number}`;
    this.given.set(thing, name);
    return name;
  }
}

function byName(ends: readonly { link: BuilderLink; name: string }[]): Map<string, BuilderLink[]> {
  const found = new Map<string, BuilderLink[]>();
  for (const { link, name } of ends) found.set(name, [...(found.get(name) ?? []), link]);
  return found;
}

function boxOf(nodes: readonly BuilderNode[]) {
  const places = nodes.map(positionOf);
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  return {
    left: Math.min(...xs),
    right: Math.max(...xs) + CARD.width,
    top: Math.min(...ys),
    bottom: Math.max(...ys) + CARD.height,
  };
}
