// What differs between two values, part by part.
import { isObject, isStored } from "@/values/lib/kindOf";
import { type Path, pathText } from "@/values/lib/tree";

export interface Difference {
  /** As one writes it: `items[0].name`; "" is the whole. */
  path: string;
  kind: "added" | "removed" | "changed";
  before: unknown;
  after: unknown;
}

export const MOST_DIFFERENCES = 200;

/** The parts that differ, in the order of the values; at most MOST_DIFFERENCES. */
export function differences(before: unknown, after: unknown): Difference[] {
  const found: Difference[] = [];
  walk(before, after, [], found);
  return found;
}

export function isSame(one: unknown, other: unknown): boolean {
  const found: Difference[] = [];
  walk(one, other, [], found, 1);
  return found.length === 0;
}

function walk(
  before: unknown,
  after: unknown,
  path: Path,
  found: Difference[],
  most = MOST_DIFFERENCES,
): void {
  if (found.length >= most || Object.is(before, after)) return;
  if (before === undefined || after === undefined) {
    const kind = before === undefined ? "added" : "removed";
    found.push({ path: pathText(path), kind, before, after });
  } else if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    for (let at = 0; at < length; at += 1) walk(before[at], after[at], [...path, at], found, most);
  } else if (isPlain(before) && isPlain(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      walk(before[key], after[key], [...path, key], found, most);
    }
  } else if (!isSameReference(before, after)) {
    found.push({ path: pathText(path), kind: "changed", before, after });
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !isStored(value);
}

/** Large values are the same if what is in them is, wherever they lie. */
function isSameReference(one: unknown, other: unknown): boolean {
  return isStored(one) && isStored(other) && one.$value === other.$value;
}
