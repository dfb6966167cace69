// What is offered while a name is typed in a template: names it may use already, then outputs that can be linked.
import type { BlockRead } from "@/api/schema";
import { knownNames, type Template, type Typing } from "@/features/builder/inspector/lib/template";
import { ERROR_PIN, isToolPin, outputPins } from "@/features/builder/lib/pins";
import { titleOf } from "@/features/builder/lib/place";
import { stream } from "@/features/builder/lib/walk";
import type { Blocks, BuilderDocument, BuilderNode } from "@/features/builder/types";

export interface Choice {
  /** The name, or of an output the name of its pin. */
  name: string;
  /** Which step gives it; empty: a value of the node's own. */
  from: string;
  /** What is to be linked; null: the name is there already. */
  output: { nodeId: string; pin: string } | null;
}

const MOST = 30;

/** Steps that this one feeds are left out: a loop is rarely meant. */
export function choices(
  node: BuilderNode,
  document: BuilderDocument,
  blocks: Blocks,
  template: Template,
  { typed }: Typing,
): Choice[] {
  const own = knownNames(node, document, template.valuesPin).map((name): Choice => ({
    name,
    from: sourceOf(name),
    output: null,
  }));
  const after = stream(document, [node.id], "right");
  const others = document.nodes
    .filter((one) => one.id !== node.id && !after.has(one.id))
    .flatMap((one) => outputsOf(one, blocks.get(one.blockId)));
  const wanted = typed.toLowerCase();
  const holds = (text: string) => text.toLowerCase().includes(wanted);
  return [
    ...own.filter(({ name }) => holds(name)),
    ...others.filter(({ name, from }) => holds(`${name} ${from}`)),
  ].slice(0, MOST);

  function sourceOf(name: string): string {
    const sinkName = `${template.valuesPin}_#_${name}`;
    const link = document.links.find((one) => one.sinkId === node.id && one.sinkName === sinkName);
    const source = document.nodes.find((one) => one.id === link?.sourceId);
    return source === undefined ? "" : titleOf(source, blocks.get(source.blockId));
  }
}

function outputsOf(node: BuilderNode, block: BlockRead | undefined): Choice[] {
  if (block === undefined || block.kind === "note") return [];
  return outputPins(node, block)
    .filter(({ name }) => name !== ERROR_PIN && !isToolPin(name))
    .map(({ name }) => ({ name, from: titleOf(node, block), output: { nodeId: node.id, pin: name } }));
}
