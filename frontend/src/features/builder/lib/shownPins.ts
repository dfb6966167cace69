// Which pins of a node a card shows.
import type { BlockRead } from "@/api/schema";
import { ERROR_PIN, findPin, inputPins, outputPins, type Pin, splitPin } from "@/features/builder/lib/pins";
import type { BuilderLink, BuilderNode } from "@/features/builder/types";

export interface ShownPin extends Pin {
  isLinked: boolean;
  /** A link names it and the block does not have it. */
  isUnknown: boolean;
}

export interface Shown {
  inputs: readonly ShownPin[];
  outputs: readonly ShownPin[];
  /** How many are folded away: inputs, and the pin of errors. */
  hidden: number;
}

/**
 * linked: the pins of the node that links name. All that are linked, required or set show; isOpen: the others too.
 * One input alone is not folded away: the line that unfolds it is as high.
 */
export function shownPins(node: BuilderNode, block: BlockRead, linked: LinkedPins, isOpen: boolean): Shown {
  const inputs = inputPins(node, block);
  const bases = new Set(linked.inputs.map((name) => splitPin(name).base));
  const isShown = (pin: Pin) =>
    linked.inputs.includes(pin.name) ||
    (pin.isRequired && (!bases.has(pin.name) || isOpen)) ||
    Object.hasOwn(node.inputDefault, pin.name);
  const wanted = inputs.filter((pin) => !isBookkeeping(pin, block));
  const always = wanted.filter(isShown);
  const plain = wanted.filter((pin) => isShown(pin) || !pin.isAdvanced);
  const folded = plain.filter((pin) => !isShown(pin));
  const isOneAlone = folded.length === 1 && !folded.some((pin) => bases.has(pin.name));
  const shown = isOpen || isOneAlone ? plain : always;
  const parts = linked.inputs.filter((name) => !shown.some((pin) => pin.name === name));
  const given = outputPins(node, block);
  const isErrorLinked = linked.outputs.includes(ERROR_PIN);
  const outputs = given.filter((pin) => pin.name !== ERROR_PIN || isErrorLinked || isOpen);
  const taken = linked.outputs.filter((name) => !outputs.some((pin) => pin.name === name));
  return {
    inputs: [...marked(shown, linked.inputs), ...parts.map((name) => partOf(inputs, name))].sort(
      byPlace(inputs),
    ),
    outputs: [...marked(outputs, linked.outputs), ...taken.map((name) => partOf(given, name))],
    hidden:
      (isOneAlone ? 0 : folded.length) +
      given.filter((pin) => pin.name === ERROR_PIN && !isErrorLinked).length,
  };
}

export interface LinkedPins {
  inputs: readonly string[];
  outputs: readonly string[];
}

const NOTHING: LinkedPins = { inputs: [], outputs: [] };
const INDEXED = new WeakMap<readonly BuilderLink[], Map<string, LinkedPins>>();
let last: Map<string, LinkedPins> = new Map();

/** The pins of a node that links name. The same object until one of them changes. */
export function linkedPins(links: readonly BuilderLink[], nodeId: string): LinkedPins {
  const known = INDEXED.get(links) ?? indexed(links);
  INDEXED.set(links, known);
  return known.get(nodeId) ?? NOTHING;
}

function indexed(links: readonly BuilderLink[]): Map<string, LinkedPins> {
  const made = new Map<string, { inputs: string[]; outputs: string[] }>();
  const at = (id: string) => {
    const found = made.get(id) ?? { inputs: [], outputs: [] };
    made.set(id, found);
    return found;
  };
  for (const { sourceId, sourceName, sinkId, sinkName } of links) {
    const [outputs, inputs] = [at(sourceId).outputs, at(sinkId).inputs];
    if (!outputs.includes(sourceName)) outputs.push(sourceName);
    if (!inputs.includes(sinkName)) inputs.push(sinkName);
  }
  const before = last;
  last = new Map([...made].map(([id, pins]) => [id, sameOr(before.get(id), pins)]));
  return last;
}

function sameOr(before: LinkedPins | undefined, now: LinkedPins): LinkedPins {
  const isSame = (one: readonly string[], other: readonly string[]) =>
    one.length === other.length && one.every((name, place) => name === other[place]);
  const stays = before && isSame(before.inputs, now.inputs) && isSame(before.outputs, now.outputs);
  return stays ? before : now;
}

function marked(pins: readonly Pin[], linked: readonly string[]): ShownPin[] {
  return pins.map((pin) => ({ ...pin, isLinked: linked.includes(pin.name), isUnknown: false }));
}

function partOf(pins: readonly Pin[], name: string): ShownPin {
  const found = findPin(pins, name);
  const bare = {
    name,
    title: name,
    description: "",
    schema: {},
    isRequired: false,
    isAdvanced: false,
    isSecret: false,
  };
  return { ...(found ?? bare), isLinked: true, isUnknown: found === undefined };
}

/** What a node that runs an agent knows of it is no pin to look at. */
function isBookkeeping(pin: Pin, block: BlockRead): boolean {
  const kept = [
    "graph_id",
    "graph_version",
    "agent_name",
    "input_schema",
    "output_schema",
    "user_id",
    "nodes_input_masks",
  ];
  return block.kind === "agent" && kept.includes(pin.name);
}

function byPlace(pins: readonly Pin[]) {
  const place = (pin: Pin) => pins.findIndex((one) => one.name === splitPin(pin.name).base);
  return (one: Pin, other: Pin) => place(one) - place(other);
}
