// What a parameter can take from the steps before it: their outputs, and parts of these as far as they are known.
import { pathText } from "@/features/builder/inspector/lib/form";
import { isDisabled } from "@/features/builder/lib/disabled";
import { isObject, type Json, objectOf } from "@/features/builder/lib/json";
import { ERROR_PIN, isToolPin, outputPins } from "@/features/builder/lib/pins";
import { titleOf } from "@/features/builder/lib/place";
import { stream } from "@/features/builder/lib/walk";
import { partOf } from "@/features/builder/run/dragging";
import { type LastResults, lastOutput } from "@/features/builder/run/lib/given";
import type { Blocks, BuilderDocument, BuilderNode } from "@/features/builder/types";

export interface Reference {
  nodeId: string;
  /** With its path. */
  pin: string;
  /** `Step › out.user[0]` */
  text: string;
  /** What it gave last; undefined: nothing is known. */
  value: unknown;
}

const MOST = 50;
const MOST_OF_A_PIN = 200;
const MOST_ITEMS = 10;
const MOST_DEPTH = 5;

/**
 * References that hold each of the words of `typed`, those to steps that feed the node already first. Steps that the
 * node feeds are left out: a loop is rarely meant.
 */
export function references(
  node: BuilderNode,
  document: BuilderDocument,
  blocks: Blocks,
  results: LastResults,
  typed: string,
): Reference[] {
  const after = stream(document, [node.id], "right");
  const before = stream(document, [node.id], "left");
  const offered = document.nodes.filter((one) => !after.has(one.id) && !isDisabled(one)).toReversed();
  const words = typed.toLowerCase().split(/[\s›]+/);
  return [...offered.filter(({ id }) => before.has(id)), ...offered.filter(({ id }) => !before.has(id))]
    .flatMap((one) => ofNode(one, blocks, results))
    .filter(({ text }) => words.every((word) => text.toLowerCase().includes(word)))
    .slice(0, MOST);
}

/** A reference as it is shown. */
function referenceText(title: string, pin: string): string {
  return `${title} › ${pathText(pin)}`;
}

function ofNode(node: BuilderNode, blocks: Blocks, results: LastResults): Reference[] {
  const block = blocks.get(node.blockId);
  if (block === undefined || block.kind === "note") return [];
  const title = titleOf(node, block);
  return outputPins(node, block)
    .filter(({ name }) => name !== ERROR_PIN && !isToolPin(name))
    .flatMap(({ name, schema }) => {
      const whole = lastOutput(results, node.id, name);
      return paths(whole, schema).flatMap(({ path, value }) => {
        const pin = partOf(name, path);
        return pin === null ? [] : [{ nodeId: node.id, pin, value, text: referenceText(title, pin) }];
      });
    });
}

type Key = string | number;

interface Part {
  path: readonly Key[];
  value: unknown;
}

/** The whole and its parts, those near the top first: of the value, or of the schema while there is none. */
function paths(whole: unknown, schema: Json): Part[] {
  const found: Part[] = [{ path: [], value: whole }];
  const shapes: Json[] = [schema];
  for (let at = 0; at < found.length && found.length < MOST_OF_A_PIN; at += 1) {
    const { path, value } = found[at] ?? { path: [], value: undefined };
    if (path.length >= MOST_DEPTH) continue;
    const shape = shapes[at] ?? {};
    for (const [key, part] of value === undefined ? promised(shape) : partsOf(value)) {
      found.push({ path: [...path, key], value: part });
      shapes.push(
        typeof key === "number" ? objectOf(shape.items) : objectOf(objectOf(shape.properties)[key]),
      );
    }
  }
  return found.slice(0, MOST_OF_A_PIN);
}

function partsOf(value: unknown): [Key, unknown][] {
  if (Array.isArray(value))
    return (value as unknown[]).slice(0, MOST_ITEMS).map((item, place) => [place, item]);
  if (!isObject(value) || "$value" in value) return [];
  return Object.entries(value);
}

function promised(schema: Json): [Key, undefined][] {
  const named = Object.keys(objectOf(schema.properties)).map((key): [Key, undefined] => [key, undefined]);
  return isObject(schema.items) ? [...named, [0, undefined]] : named;
}
