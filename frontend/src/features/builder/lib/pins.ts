// Which pins a node has, as the engine counts them (agents/engine/node_pins.py, pins.py).
import type { BlockRead } from "@/api/schema";
import { isObject, type Json, objectOf, textOf } from "@/features/builder/lib/json";
import type { BuilderNode } from "@/features/builder/types";

export const ERROR_PIN = "error";
const TOOLS_PIN = "tools";
const TOOL_PREFIX = "tools_^_";
const MAX_LIST_INDEX = 9_999;

export interface Pin {
  name: string;
  title: string;
  description: string;
  /** JSON Schema without references. */
  schema: Json;
  isRequired: boolean;
  isAdvanced: boolean;
  isSecret: boolean;
}

export interface Step {
  kind: "$" | "#" | "@";
  key: string;
}

/** `"out_#_a_$_0"` → base "out", path [# a, $ 0]. */
export function splitPin(name: string): { base: string; path: Step[] } {
  const [base = "", ...rest] = name.split(/_([$#@])_/);
  const path: Step[] = [];
  for (let place = 0; place + 1 < rest.length; place += 2) {
    path.push({ kind: rest[place] as Step["kind"], key: rest[place + 1] ?? "" });
  }
  return { base, path };
}

export function joinPin(base: string, path: readonly Step[]): string {
  return path.reduce((name, { kind, key }) => `${name}_${kind}_${key}`, base);
}

/** A list index on a sink has to be one that the engine would fill up to. */
export function isWritablePath(path: readonly Step[]): boolean {
  return path.every(({ kind, key }) => kind !== "$" || (/^\d+$/.test(key) && Number(key) <= MAX_LIST_INDEX));
}

export function isToolPin(name: string): boolean {
  return name === TOOLS_PIN || name.startsWith(TOOL_PREFIX);
}

export function inputPins(node: BuilderNode, block: BlockRead): readonly Pin[] {
  return remembered(INPUTS, node, block, () => {
    const own = pinsOf(block.input_schema);
    if (block.kind !== "agent") return [...own, ...dynamicPins(node)];
    const set = objectOf(node.inputDefault.inputs);
    const its = pinsOf(node.inputDefault.input_schema).map((pin) => ({
      ...pin,
      isRequired: pin.isRequired && !Object.hasOwn(set, pin.name),
    }));
    return [...its, ...own.map((pin) => ({ ...pin, isAdvanced: true }))];
  });
}

export function outputPins(node: BuilderNode, block: BlockRead): readonly Pin[] {
  return remembered(OUTPUTS, node, block, () => {
    const own = pinsOf(block.output_schema);
    return block.kind === "agent" ? [...pinsOf(node.inputDefault.output_schema), ...own] : own;
  });
}

/** The pin called `name`, whose schema is that of the part that its path names. */
export function findPin(pins: readonly Pin[], name: string): Pin | undefined {
  const { base, path } = splitPin(name);
  const found = pins.find((pin) => pin.name === base);
  if (found === undefined || path.length === 0) return found;
  const schema = path.reduce<Json>((whole, step) => partOf(whole, step), found.schema);
  const title = [found.title, ...path.map(({ key }) => key)].join(" · ");
  return { ...found, name, title, schema, isRequired: false };
}

/** Tools of an MCP server are known once one is chosen: its schema stands in the node's own values. */
function dynamicPins(node: BuilderNode): readonly Pin[] {
  return isObject(node.inputDefault.tool_input_schema) ? pinsOf(node.inputDefault.tool_input_schema) : [];
}

function partOf(schema: Json, { kind, key }: Step): Json {
  if (kind === "$") return objectOf(schema.items);
  const named = objectOf(schema.properties)[key];
  return objectOf(named ?? schema.additionalProperties);
}

const OF_SCHEMA = new WeakMap<object, readonly Pin[]>();

function pinsOf(schema: unknown): readonly Pin[] {
  if (!isObject(schema)) return [];
  const known = OF_SCHEMA.get(schema);
  if (known !== undefined) return known;
  const definitions = objectOf(schema.$defs);
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const pins = Object.entries(objectOf(schema.properties)).map(([name, given]): Pin => {
    const own = objectOf(given);
    return {
      name,
      title: textOf(own.title) || name,
      description: textOf(own.description),
      schema: resolved(own, definitions, 0),
      isRequired: required.has(name),
      isAdvanced: own.advanced === true,
      isSecret: own.secret === true || own.widget === "secret" || own.widget === "credential",
    };
  });
  OF_SCHEMA.set(schema, pins);
  return pins;
}

const MAX_DEPTH = 8;

function resolved(schema: Json, definitions: Json, depth: number): Json {
  if (depth > MAX_DEPTH) return {};
  const reference = textOf(schema.$ref).split("/").at(-1);
  const whole = reference ? { ...objectOf(definitions[reference]), ...schema } : { ...schema };
  const made: Record<string, unknown> = whole;
  delete made.$ref;
  const inner = (value: unknown) => resolved(objectOf(value), definitions, depth + 1);
  for (const name of ["items", "additionalProperties"])
    if (isObject(made[name])) made[name] = inner(made[name]);
  for (const name of ["anyOf", "oneOf", "allOf"]) {
    const list = made[name];
    if (Array.isArray(list)) made[name] = list.map(inner);
  }
  if (isObject(made.properties)) {
    made.properties = Object.fromEntries(
      Object.entries(made.properties).map(([key, one]) => [key, inner(one)]),
    );
  }
  return made;
}

type Memory = WeakMap<BuilderNode["inputDefault"], WeakMap<BlockRead, readonly Pin[]>>;
const INPUTS: Memory = new WeakMap();
const OUTPUTS: Memory = new WeakMap();

/** The same list for the same values, so that what is drawn from it need not be drawn again. */
function remembered(memory: Memory, node: BuilderNode, block: BlockRead, make: () => readonly Pin[]) {
  const byBlock = memory.get(node.inputDefault) ?? new WeakMap<BlockRead, readonly Pin[]>();
  memory.set(node.inputDefault, byBlock);
  const found = byBlock.get(block) ?? make();
  byBlock.set(block, found);
  return found;
}
