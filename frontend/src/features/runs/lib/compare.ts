// Two runs side by side: which outputs and which steps differ.
import type { NodeExecutionRead } from "@/api/schema";
import { isSame } from "@/values/lib/diff";

export interface Compared<Item> {
  /** Name or node by which the two belong together. */
  key: string;
  a: Item | undefined;
  b: Item | undefined;
  isSame: boolean;
}

/** Values by name, those of the first run first. */
export function comparedValues(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): Compared<unknown>[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].map((key) => ({ key, a: a[key], b: b[key], isSame: isSame(a[key], b[key]) }));
}

/** Firings of the same node with the same number belong together, also across versions. */
export function comparedSteps(
  a: readonly NodeExecutionRead[],
  b: readonly NodeExecutionRead[],
): Compared<NodeExecutionRead>[] {
  const rest = new Map(b.map((firing) => [keyOf(firing), firing]));
  const pairs = a.map((firing): Compared<NodeExecutionRead> => {
    const key = keyOf(firing);
    const other = rest.get(key);
    rest.delete(key);
    return { key, a: firing, b: other, isSame: other !== undefined && isSameStep(firing, other) };
  });
  const only = [...rest].map(([key, firing]): Compared<NodeExecutionRead> => {
    return { key, a: undefined, b: firing, isSame: false };
  });
  return [...pairs, ...only];
}

function keyOf({ node_id: nodeId, index }: NodeExecutionRead): string {
  return `${nodeId}#${index}`;
}

function isSameStep(a: NodeExecutionRead, b: NodeExecutionRead): boolean {
  return (
    a.status === b.status && a.error === b.error && isSame(a.input, b.input) && isSame(a.outputs, b.outputs)
  );
}
