// Texts with {{ names }} in them: which parameters are such, and how values come into them.
import type { Ends } from "@/features/builder/lib/canConnect";
import { isObject, objectOf, textOf } from "@/features/builder/lib/json";
import { type Pin, splitPin, joinPin } from "@/features/builder/lib/pins";
import { link, setInput } from "@/features/builder/inspector/lib/changes";
import type { Blocks, BuilderDocument, BuilderNode, Change } from "@/features/builder/types";

/** Text parameter → the object whose entries it may name (blocks/library: text.fill_template, prompts of models). */
const VALUES_OF: Readonly<Record<string, string>> = {
  format: "values",
  prompt: "prompt_values",
  sys_prompt: "prompt_values",
};
const OPEN = /\{\{-?\s*([\p{L}\p{N}_]*)$/u;

/** The parameter that holds the values of a template; null: `pin` is no template. */
export function valuesPinOf(pins: readonly Pin[], pin: string): string | null {
  const name = Object.hasOwn(VALUES_OF, pin) ? VALUES_OF[pin] : undefined;
  const found = pins.find((one) => one.name === name);
  return name !== undefined && found?.schema.type === "object" ? name : null;
}

/** A text parameter, and the one with the values that it may name. */
export interface Template {
  textPin: string;
  valuesPin: string;
}

export interface Typing {
  /** Where the braces begin, and what is typed of a name after them. */
  start: number;
  typed: string;
}

/** What is being typed at the caret, if it is a name. */
export function typingAt(text: string, caret: number): Typing | null {
  const found = OPEN.exec(text.slice(0, caret));
  return found === null ? null : { start: found.index, typed: found[1] ?? "" };
}

/** `{{ name }}` at the caret, in place of one that is being typed there. */
export function inserted(text: string, caret: number, name: string): { text: string; caret: number } {
  const typing = typingAt(text, caret);
  const before = text.slice(0, typing?.start ?? caret);
  const after =
    typing === null ? text.slice(caret) : text.slice(caret).replace(/^[\p{L}\p{N}_]*\s*-?\}\}/u, "");
  const put = `{{ ${name} }}`;
  return { text: before + put + after, caret: before.length + put.length };
}

/** Names that a template of the node may use: those with a value of their own, and those that are linked. */
export function knownNames(node: BuilderNode, document: BuilderDocument, valuesPin: string): string[] {
  const own = Object.keys(objectOf(node.inputDefault[valuesPin]));
  const parts = document.links
    .filter((one) => one.sinkId === node.id)
    .map((one) => splitPin(one.sinkName))
    .filter(({ base, path }) => base === valuesPin && path[0]?.kind === "#")
    .map(({ path }) => path[0]?.key ?? "");
  return [...new Set([...own, ...parts])];
}

/** An output comes into a template: linked under a name, which stands at the caret then. */
export function mapping(
  ends: Omit<Ends, "sinkName">,
  target: Template & { text: string; caret: number },
  document: BuilderDocument,
  blocks: Blocks,
): { change: Change; caret: number } {
  const name =
    linkedAs(ends, document, target.valuesPin) ?? newName(ends, document, blocks, target.valuesPin);
  const put = inserted(target.text, target.caret, name);
  const sinkName = joinPin(target.valuesPin, [{ kind: "#", key: name }]);
  const change: Change = (now) =>
    setInput(ends.sinkId, target.textPin, put.text)(link({ ...ends, sinkName }, blocks)(now));
  return { change, caret: put.caret };
}

/** What is known of the values that a template would be filled with, and the names whose links gave nothing yet. */
export function sampleValues(
  node: BuilderNode,
  document: BuilderDocument,
  linked: Readonly<Record<string, unknown>>,
  valuesPin: string,
): { values: Record<string, unknown>; unknown: string[] } {
  const values = { ...objectOf(node.inputDefault[valuesPin]), ...objectOf(linked[valuesPin]) };
  const unknown: string[] = [];
  for (const { sinkId, sinkName } of document.links) {
    const { base, path } = splitPin(sinkName);
    const [first] = path;
    if (sinkId !== node.id || base !== valuesPin || first?.kind !== "#") continue;
    if (path.length > 1 || linked[sinkName] === undefined) unknown.push(first.key);
    else values[first.key] = shown(linked[sinkName]);
  }
  return { values, unknown };
}

/** Of a value that is kept apart for its size only the beginning is here. */
function shown(value: unknown): unknown {
  return isObject(value) && "$value" in value ? `${textOf(value.preview)}…` : value;
}

function linkedAs(ends: Omit<Ends, "sinkName">, document: BuilderDocument, valuesPin: string): string | null {
  for (const one of document.links) {
    const { base, path } = splitPin(one.sinkName);
    const isSame = one.sourceId === ends.sourceId && one.sourceName === ends.sourceName;
    if (isSame && one.sinkId === ends.sinkId && base === valuesPin && path.length === 1)
      return path[0]?.key ?? null;
  }
  return null;
}

function newName(
  ends: Omit<Ends, "sinkName">,
  document: BuilderDocument,
  blocks: Blocks,
  valuesPin: string,
): string {
  const source = document.nodes.find((one) => one.id === ends.sourceId);
  const sink = document.nodes.find((one) => one.id === ends.sinkId);
  const { base, path } = splitPin(ends.sourceName);
  const key = path.findLast((step) => step.kind !== "$")?.key;
  const isInput = source !== undefined && blocks.get(source.blockId)?.kind === "input";
  const wanted = word(key ?? ((isInput && textOf(source.inputDefault.name)) || base));
  const taken = new Set(sink === undefined ? [] : knownNames(sink, document, valuesPin));
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}_${count}`;
  return name;
}

/** A name that may stand in a template. */
function word(text: string): string {
  const made = text.replaceAll(/[^\p{L}\p{N}_]+/gu, "_").replaceAll(/^_+|_+$/g, "");
  return /^\p{L}/u.test(made) ? made : ["value", made].filter((part) => part !== "").join("_");
}
