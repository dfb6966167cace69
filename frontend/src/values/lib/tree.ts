// The visible lines of a tree of data: what is open, or what a search finds.
import { isObject, isStored } from "@/values/lib/kindOf";

export type Path = readonly (string | number)[];

export interface Line {
  path: Path;
  /** The path as text, by which lines are told apart. */
  id: string;
  depth: number;
  /** Name or number in what holds it; null: the root. */
  name: string | number | null;
  value: unknown;
  isBranch: boolean;
  isOpen: boolean;
}

export interface Found {
  lines: Line[];
  matches: number;
  /** There are more matches than are shown. */
  isCut: boolean;
}

export const MAX_MATCHES = 500;
const MAX_LOOKED_AT = 200_000;
const WORD = /^[A-Za-z_]\w*$/;

/** `items[0].name`; a name that is no plain word in quotes. The root is "". */
export function pathText(path: Path): string {
  return path.map(stepText).join("").replace(/^\./, "");
}

/** The lines to draw when the branches in `open` (ids) are open. */
export function openLines(root: unknown, open: ReadonlySet<string>): Line[] {
  const lines: Line[] = [];
  const add = (value: unknown, path: Path, name: string | number | null) => {
    const id = pathText(path);
    const isBranch = hasChildren(value);
    const isOpen = isBranch && open.has(id);
    lines.push({ path, id, depth: path.length, name, value, isBranch, isOpen });
    if (isOpen) for (const [key, item] of childrenOf(value)) add(item, [...path, key], key);
  };
  add(root, [], null);
  return lines;
}

/** The lines whose name or value holds `text`, with those above them. Cases do not matter. */
export function searched(root: unknown, text: string): Found {
  const wanted = text.toLowerCase();
  let [matches, looked] = [0, 0];
  const look = (value: unknown, path: Path, name: string | number | null): Line[] => {
    looked += 1;
    if (matches > MAX_MATCHES || looked > MAX_LOOKED_AT) return [];
    const isMatch = holds(name, value, wanted);
    if (isMatch) matches += 1;
    const below = [...childrenOf(value)].flatMap(([key, item]) => look(item, [...path, key], key));
    if (!isMatch && below.length === 0) return [];
    const isBranch = hasChildren(value);
    const line = { path, id: pathText(path), depth: path.length, name, value, isBranch };
    return [{ ...line, isOpen: below.length > 0 }, ...below];
  };
  const lines = look(root, [], null);
  const isCut = matches > MAX_MATCHES || looked > MAX_LOOKED_AT;
  return { lines, matches: Math.min(matches, MAX_MATCHES), isCut };
}

/** Ids of the branches that are open at first: as deep as `most` lines reach. */
export function openAtFirst(root: unknown, most: number): Set<string> {
  const open = new Set<string>();
  let level: [unknown, Path][] = [[root, []]];
  let lines = 1;
  while (level.length > 0) {
    const next = level.flatMap(([value, path]) =>
      [...childrenOf(value, most + 1)].map(([key, item]): [unknown, Path] => [item, [...path, key]]),
    );
    lines += next.length;
    // The first level is always open: a closed tree says nothing.
    if (lines > most && open.size > 0) return open;
    for (const [value, path] of level) if (hasChildren(value)) open.add(pathText(path));
    level = lines > most ? [] : next;
  }
  return open;
}

function* childrenOf(value: unknown, most = Infinity): Generator<[string | number, unknown]> {
  if (isStored(value)) return;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) {
      if (count >= most) return;
      yield [count, item];
      count += 1;
    }
  } else if (isObject(value)) {
    for (const key of Object.keys(value).slice(0, most)) yield [key, value[key]];
  }
}

function hasChildren(value: unknown): boolean {
  return childrenOf(value, 1).next().done !== true;
}

function holds(name: string | number | null, value: unknown, wanted: string): boolean {
  if (typeof name === "string" && name.toLowerCase().includes(wanted)) return true;
  if (typeof value === "object" && value !== null) return false;
  return String(value).toLowerCase().includes(wanted);
}

function stepText(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return WORD.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
