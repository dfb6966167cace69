// What the agent on the canvas asks for and gives, as the API will say of it once it is saved.
import { isDisabled } from "@/features/builder/lib/disabled";
import { isObject, objectOf, textOf } from "@/features/builder/lib/json";
import type { LastResults } from "@/features/builder/run/lib/given";
import { neededFor, standing, type UpTo } from "@/features/builder/run/lib/upTo";
import { inputPins } from "@/features/builder/lib/pins";
import type { Blocks, BuilderDocument, BuilderNode } from "@/features/builder/types";
import type { Schema } from "@/fields/types";

export interface AgentPin {
  nodeId: string;
  name: string;
  schema: Schema;
  isRequired: boolean;
  /** Of a table. */
  columns: readonly string[];
}

export function inputsOf(document: BuilderDocument, blocks: Blocks): AgentPin[] {
  return pinsOf(document, blocks, "input");
}

/** What a run asks for; one up to a step asks only for what that needs. */
export function inputsFor(
  document: BuilderDocument,
  blocks: Blocks,
  results: Pick<LastResults, "pinned" | "edited">,
  upTo: UpTo | undefined,
): AgentPin[] {
  const pins = inputsOf(document, blocks);
  if (upTo === undefined) return pins;
  const stands = standing(document, results, upTo);
  const needed = neededFor(document, upTo.nodeId, stands);
  return pins.filter((pin) => needed.has(pin.nodeId) && !(pin.nodeId in stands));
}

export function outputsOf(document: BuilderDocument, blocks: Blocks): AgentPin[] {
  return pinsOf(document, blocks, "output");
}

/** Of an agent's inputs, those without a value of their own, a default, or one remembered. */
export function missing(pins: readonly AgentPin[], given: Readonly<Record<string, unknown>>): AgentPin[] {
  return pins.filter((pin) => pin.isRequired && (given[pin.name] === undefined || given[pin.name] === ""));
}

function pinsOf(document: BuilderDocument, blocks: Blocks, kind: string): AgentPin[] {
  const found = new Map<string, AgentPin>();
  for (const node of document.nodes) {
    const pin = pinOf(node, blocks, kind);
    if (pin !== null) found.set(pin.name, pin);
  }
  return [...found.values()];
}

function pinOf(node: BuilderNode, blocks: Blocks, kind: string): AgentPin | null {
  const block = blocks.get(node.blockId);
  const given = node.inputDefault;
  const name = textOf(given.name);
  if (block?.kind !== kind || name === "" || isDisabled(node)) return null;
  const { default: own, ...schema } = objectOf(
    inputPins(node, block).find((pin) => pin.name === "value")?.schema,
  ) as Schema;
  const columns = Array.isArray(given.column_headers) ? given.column_headers : [];
  return {
    nodeId: node.id,
    name,
    isRequired: kind === "input" && !Object.hasOwn(given, "value") && (own ?? null) === null,
    columns: columns.filter((column) => typeof column === "string"),
    schema: {
      ...schema,
      title: textOf(given.title) || name,
      ...(textOf(given.description) !== "" && { description: textOf(given.description) }),
      ...(given.advanced === true && { advanced: true }),
      ...(given.secret === true && { secret: true }),
      ...(Array.isArray(given.options) && given.options.length > 0 && { enum: given.options }),
      ...((given.value ?? null) !== null && given.secret !== true && { default: given.value }),
    },
  };
}

/** What was remembered of the last run, as far as it can be read. */
export function remembered(text: string | null): Record<string, unknown> {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
