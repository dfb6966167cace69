// Lists, pairs and tables as they are edited, and back.

export type Pair = readonly [name: string, text: string];

/** Pairs of an object; the later of two with one name counts, and one without a name is not there yet. */
export function toPairs(value: unknown, toText: (value: unknown) => string): Pair[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([name, one]) => [name, toText(one)]);
}

export function fromPairs(
  pairs: readonly Pair[],
  fromText: (text: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(
    pairs.filter(([name]) => name !== "").map(([name, text]) => [name, fromText(text)]),
  );
}

/** Names that stand more than once. */
export function repeated(pairs: readonly Pair[]): string[] {
  const names = pairs.map(([name]) => name).filter((name) => name !== "");
  return [...new Set(names.filter((name, place) => names.indexOf(name) !== place))];
}

/** `list` with the item at `from` standing at `to`; the same list if that is outside of it. */
export function moved<Item>(list: readonly Item[], from: number, to: number): readonly Item[] {
  if (from === to || to < 0 || to >= list.length || from < 0 || from >= list.length) return list;
  const rest = list.filter((_, place) => place !== from);
  return [...rest.slice(0, to), ...list.slice(from, from + 1), ...rest.slice(to)];
}

export function without<Item>(list: readonly Item[], place: number): Item[] {
  return list.filter((_, one) => one !== place);
}

export function replaced<Item>(list: readonly Item[], place: number, item: Item): Item[] {
  return list.map((one, at) => (at === place ? item : one));
}

export type Row = Readonly<Record<string, unknown>>;

/** The rows of a table; what is no object is no row. */
export function toRows(value: unknown): Row[] {
  if (!Array.isArray(value)) return [];
  return value.filter((row): row is Row => typeof row === "object" && row !== null && !Array.isArray(row));
}

/** Columns in order: those asked for, then what the rows have besides. */
export function columnsOf(rows: readonly Row[], wanted: readonly string[]): string[] {
  return [...new Set([...wanted, ...rows.flatMap((row) => Object.keys(row))])];
}
