// A list of objects as a table.
import { isObject } from "@/values/lib/kindOf";

const MAX_COLUMNS = 20;
const MAX_ROWS_LOOKED_AT = 200;

export interface Sorting {
  column: string;
  isDescending: boolean;
}

/** Names of the columns in the order in which they first come up, and how many there are besides. */
export function columnsOf(rows: readonly Record<string, unknown>[]): { columns: string[]; leftOut: number } {
  const names = new Set(
    rows.slice(0, MAX_ROWS_LOOKED_AT).flatMap((row) => (isObject(row) ? Object.keys(row) : [])),
  );
  const all = [...names];
  return { columns: all.slice(0, MAX_COLUMNS), leftOut: Math.max(0, all.length - MAX_COLUMNS) };
}

/** The rows in order, numbers by size and all else as text; rows without a value come last. */
export function sorted<Row extends Record<string, unknown>>(
  rows: readonly Row[],
  sorting: Sorting | null,
): readonly Row[] {
  if (sorting === null) return rows;
  const { column, isDescending } = sorting;
  const isThere = (row: Row) => row[column] !== undefined && row[column] !== null;
  const given = rows.filter(isThere).toSorted((one, other) => {
    const order = compare(one[column], other[column]);
    return isDescending ? -order : order;
  });
  return [...given, ...rows.filter((row) => !isThere(row))];
}

/** A click on a header: up, down, and as it came. */
export function nextSorting(sorting: Sorting | null, column: string): Sorting | null {
  if (sorting?.column !== column) return { column, isDescending: false };
  return sorting.isDescending ? null : { column, isDescending: true };
}

const collator = new Intl.Collator(undefined, { numeric: true });

function compare(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return collator.compare(textOf(one), textOf(other));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
