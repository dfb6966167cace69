// Who calls an agent, and the conditions under which an event starts it, as they are typed.
import type { BlockRead, Filter, TriggerWriteProviderEnum } from "@/api/schema";

/** resource: what of the sender's it is about. secret: the sender makes it, always or if we enter the address. */
interface Sender {
  resource?: "repository" | "base";
  secret?: "theirs" | "either";
}

const SENDERS: Readonly<Record<TriggerWriteProviderEnum, Sender>> = {
  generic_webhook: {},
  airtable: { resource: "base", secret: "either" },
  exa: { secret: "either" },
  github: { resource: "repository" },
  slack: { secret: "theirs" },
  slant3d: {},
  stripe: { secret: "theirs" },
  telegram: {},
};

const ANYBODY = "generic_webhook";

export const PROVIDERS = Object.keys(SENDERS) as TriggerWriteProviderEnum[];

export function senderOf(provider: string): Sender {
  return isProvider(provider) ? SENDERS[provider] : {};
}

/** The one sender whose calls a trigger block takes; null if it takes those of any. */
export function onlySenderOf(block: Pick<BlockRead, "called_by">): string | null {
  const slug = block.called_by ?? ANYBODY;
  return slug === ANYBODY ? null : slug;
}

function isProvider(slug: string): slug is TriggerWriteProviderEnum {
  return Object.hasOwn(SENDERS, slug);
}

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
