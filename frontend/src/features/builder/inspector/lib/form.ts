// Which parameters of a step its form shows, and what is to be said of each.
import type { BlockRead } from "@/api/schema";
import { isObject, objectOf } from "@/features/builder/lib/json";
import { inputPins, splitPin } from "@/features/builder/lib/pins";
import { titleOf as titleOfNode } from "@/features/builder/lib/place";
import type { Blocks, BuilderDocument, BuilderLink, BuilderNode } from "@/features/builder/types";
import { type Problem, problemOf } from "@/fields/lib/problem";
import { applies, labelOf, resolved } from "@/fields/lib/schema";
import type { Schema } from "@/fields/types";

export interface FormPin {
  name: string;
  label: string;
  schema: Schema;
  isRequired: boolean;
  isAdvanced: boolean;
  /** What the author set; undefined: nothing. */
  value: unknown;
  /** The link that gives the whole value. */
  link: BuilderLink | null;
  /** Links that give parts of it. */
  partLinks: readonly BuilderLink[];
  isAskedOfPerson: boolean;
  problem: Problem | null;
}

/** The parameters of a step that apply, required ones first. */
export function formPins(node: BuilderNode, block: BlockRead, links: readonly BuilderLink[]): FormPin[] {
  const definitions = objectOf(objectOf(block.input_schema).$defs) as Record<string, Schema>;
  const isAgent = block.kind === "agent";
  const own = objectOf(node.inputDefault.inputs);
  const pins = inputPins(node, block);
  const valueOf = (name: string) => {
    const set = isAgent && isInner(node, name) ? own[name] : node.inputDefault[name];
    return set === undefined ? pins.find((pin) => pin.name === name)?.schema.default : set;
  };
  const found = pins.flatMap((pin): FormPin[] => {
    if (isAgent && HIDDEN_OF_AGENTS.has(pin.name)) return [];
    const schema = resolved(pin.schema, definitions);
    const whole = links.find((link) => link.sinkId === node.id && link.sinkName === pin.name) ?? null;
    const value = isAgent && isInner(node, pin.name) ? own[pin.name] : node.inputDefault[pin.name];
    if (!applies(schema, valueOf) && whole === null && value === undefined) return [];
    const isAskedOfPerson = (node.settings.human_input ?? []).includes(pin.name);
    const partLinks = links.filter((link) => link.sinkId === node.id && isPartOf(link.sinkName, pin.name));
    const isGiven = whole !== null || isAskedOfPerson || partLinks.length > 0;
    return [
      {
        name: pin.name,
        label: labelOf(pin.name, schema),
        schema,
        isRequired: pin.isRequired,
        isAdvanced: pin.isAdvanced && !pin.isRequired && !isGiven,
        value,
        link: whole,
        partLinks,
        isAskedOfPerson,
        problem: isGiven ? null : pinProblem(value, schema, pin.isRequired, definitions),
      },
    ];
  });
  return [...found.filter((pin) => pin.isRequired), ...found.filter((pin) => !pin.isRequired)];
}

/** The title of a step as the canvas shows it. */
export function titleOf(node: BuilderNode, blocks: Blocks): string {
  return titleOfNode(node, blocks.get(node.blockId));
}

/** Where a link comes from, in words: the step's title, and the pin with its path. */
export function sourceOf(
  link: BuilderLink,
  document: BuilderDocument,
  blocks: Blocks,
): { node: string; pin: string } {
  const node = document.nodes.find((one) => one.id === link.sourceId);
  return {
    node: node === undefined ? link.sourceId : titleOf(node, blocks),
    pin: pathText(link.sourceName),
  };
}

/** `out_#_user_$_0` → `out.user[0]`. */
export function pathText(pin: string): string {
  const { base, path } = splitPin(pin);
  return path.reduce((text, { kind, key }) => (kind === "$" ? `${text}[${key}]` : `${text}.${key}`), base);
}

/** An input of the agent that a step runs; its value stands in the step's `inputs`. */
export function isInner(node: BuilderNode, pin: string): boolean {
  const schema = node.inputDefault.input_schema;
  return isObject(schema) && Object.hasOwn(objectOf(schema.properties), pin);
}

const HIDDEN_OF_AGENTS = new Set(["inputs", "input_schema", "output_schema"]);

function isPartOf(sinkName: string, pin: string): boolean {
  const { base, path } = splitPin(sinkName);
  return base === pin && path.length > 0;
}

function pinProblem(
  value: unknown,
  schema: Schema,
  isRequired: boolean,
  definitions: Record<string, Schema>,
): Problem | null {
  if (value === undefined) return isRequired ? { code: "missing" } : null;
  if (isRequired && value === "" && (schema.minLength ?? 0) > 0) return { code: "missing" };
  return problemOf(value, schema, definitions);
}
