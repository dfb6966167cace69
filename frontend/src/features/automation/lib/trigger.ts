// The conditions under which an event starts an agent, as they are typed.
import type { Filter } from "@/api/schema";

export interface FilterRow {
  path: string;
  value: string;
}

/** Values are JSON where they can be read so: `3`, `true`, `"3"`; anything else is text. */
export function filtersOf(rows: readonly FilterRow[]): Filter[] {
  return rows
    .filter(({ path }) => path.trim() !== "")
    .map(({ path, value }) => ({ path: path.trim(), equals: read(value.trim()) ?? null }));
}

export function filterRows(filters: readonly Filter[]): FilterRow[] {
  return filters.map(({ path, equals }) => ({ path, value: written(equals) }));
}

export function eventsIn(text: string): string[] {
  return [...new Set(text.split(/[\n,]/).map((event) => event.trim()))].filter((event) => event !== "");
}

function read(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** So that it is read as what it is. */
function written(value: unknown): string {
  return typeof value === "string" && read(value) === value ? value : JSON.stringify(value);
}
