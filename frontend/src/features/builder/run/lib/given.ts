// What a step would be given if it ran now, by what its sources gave last.
import { objectOf } from "@/features/builder/lib/json";
import { joinPin, splitPin, type Step } from "@/features/builder/lib/pins";
import type { NodeRun, Output } from "@/features/builder/store/run";
import type { BuilderDocument, BuilderNode } from "@/features/builder/types";

export interface LastResults {
  nodes: Readonly<Record<string, Pick<NodeRun, "list">>>;
  pinned: Readonly<Record<string, readonly Output[]>>;
  /** What was changed of the last results; it stands over what is pinned. */
  edited?: Readonly<Record<string, readonly Output[]>>;
}

/** Pin → value for each link into the node whose source has given something; parts stand under their own names. */
export function linkedValues(
  node: BuilderNode,
  document: BuilderDocument,
  results: LastResults,
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const link of document.links) {
    if (link.sinkId !== node.id) continue;
    const { base, path } = splitPin(link.sourceName);
    const whole = lastOutput(results, link.sourceId, base);
    const value = whole === undefined ? undefined : readPath(whole, path);
    if (value !== undefined && value !== null) found[link.sinkName] = value;
  }
  return found;
}

/** The last value that went out on a pin; a pinned one stands for it. */
export function lastOutput({ nodes, pinned, edited }: LastResults, nodeId: string, pin: string): unknown {
  const fixed = (edited?.[nodeId] ?? pinned[nodeId])?.findLast(([name]) => name === pin);
  if (fixed !== undefined) return fixed[1];
  for (const firing of (nodes[nodeId]?.list ?? []).toReversed()) {
    const given = firing.outputs?.findLast(([name]) => name === pin);
    if (given !== undefined) return given[1];
  }
  return undefined;
}

/** The part of a value that a pin's path names; undefined if there is none. */
export function readPath(value: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>((whole, { kind, key }) => {
    if (kind === "$") return Array.isArray(whole) ? (whole as unknown[]).at(Number(key)) : undefined;
    return objectOf(whole)[key];
  }, value);
}

export interface ListedValue {
  nodeId: string;
  /** With a path where it is a part. */
  pin: string;
  value: unknown;
  isPinned: boolean;
  isEdited: boolean;
}

const MOST_PARTS = 50;

/** The last value on each output of each node, with the parts of objects under them, to be looked through and linked. */
export function listedValues(document: BuilderDocument, results: LastResults): ListedValue[] {
  return document.nodes.flatMap((node) => {
    const isEdited = results.edited?.[node.id] !== undefined;
    const isPinned = results.pinned[node.id] !== undefined && !isEdited;
    const outputs =
      results.edited?.[node.id] ??
      results.pinned[node.id] ??
      (results.nodes[node.id]?.list ?? []).flatMap((one) => one.outputs ?? []);
    const last = new Map(outputs);
    return [...last].flatMap(([pin, value]) => [
      { nodeId: node.id, pin, value, isPinned, isEdited },
      ...parts(value).map(([key, part]) => ({
        nodeId: node.id,
        pin: joinPin(pin, [{ kind: "#", key }]),
        value: part,
        isPinned,
        isEdited,
      })),
    ]);
  });
}

function parts(value: unknown): [string, unknown][] {
  const given = objectOf(value);
  if ("$value" in given) return [];
  return Object.entries(given)
    .filter(([key]) => !/_[$#@]_/.test(key))
    .slice(0, MOST_PARTS);
}
