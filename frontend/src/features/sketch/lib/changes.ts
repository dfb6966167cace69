// What a sketch changed of the agent that was on the canvas, so that people see it before they go on.
import { isSame } from "@/features/builder/lib/json";
import type { BuilderDocument, BuilderNode } from "@/features/builder/types";

export interface SketchChange {
  kind: "added" | "removed" | "changed";
  node: BuilderNode;
  /** Of one that changed: the pins that have another value or another link. */
  pins: readonly string[];
}

export function changesOf(before: BuilderDocument, after: BuilderDocument): readonly SketchChange[] {
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const now = new Set(after.nodes.map(({ id }) => id));
  const removed = before.nodes.filter(({ id }) => !now.has(id));
  const found = after.nodes.flatMap((node): SketchChange[] => {
    const was = old.get(node.id);
    if (was === undefined) return [{ kind: "added", node, pins: [] }];
    const pins = changedPins(was, node, before, after);
    return pins.length === 0 ? [] : [{ kind: "changed", node, pins }];
  });
  return [...found, ...removed.map((node) => ({ kind: "removed" as const, node, pins: [] }))];
}

function changedPins(
  was: BuilderNode,
  node: BuilderNode,
  before: BuilderDocument,
  after: BuilderDocument,
): string[] {
  const names = new Set([...Object.keys(was.inputDefault), ...Object.keys(node.inputDefault)]);
  const values = [...names].filter((name) => !isSame(was.inputDefault[name], node.inputDefault[name]));
  const [old, now] = [linksInto(before, node.id), linksInto(after, node.id)];
  const links = [...new Set([...old.keys(), ...now.keys()])].filter((pin) => old.get(pin) !== now.get(pin));
  return [...new Set([...values, ...links])];
}

/** Pin → where its values come from. */
function linksInto({ links }: BuilderDocument, nodeId: string): Map<string, string> {
  const into = new Map<string, string>();
  for (const link of links.filter(({ sinkId }) => sinkId === nodeId)) {
    const from = `${link.sourceId}.${link.sourceName}${link.isStatic ? " keeps" : ""}`;
    into.set(link.sinkName, `${into.get(link.sinkName) ?? ""} ${from}`);
  }
  return into;
}
