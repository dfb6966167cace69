// A value in one line.
import { values as words } from "@/text/en/values";
import { fill, plural } from "@/text/fill";
import { bytes, fullTime } from "@/ui/lib/format";
import { mediaTypeOf, sizeOf } from "@/values/lib/dataUri";
import { HIDDEN, isObject, isStored, kindOf } from "@/values/lib/kindOf";

const MAX_CHARACTERS = 160;

export function preview(value: unknown, most = MAX_CHARACTERS): string {
  if (value === null || value === undefined) return words.nothing;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return previewOfText(value, most);
  if (isStored(value)) return short(value.preview ?? storedLine(value), most);
  const json = JSON.stringify(value, bounded) as string | undefined;
  return short(json ?? "", most);
}

export function storedLine({ type, bytes: count }: { type: string; bytes: number }): string {
  return fill(words.storedOf, { type, size: bytes(count) });
}

/** A moment where the reader is; a day without a time is that day everywhere. */
export function dateText(text: string): string {
  if (text.trim().length > 10) return fullTime(new Date(text));
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(text));
}

/** The fields of an object after each other, any other value in one line. */
export function summary(value: unknown): string {
  if (!isObject(value) || isStored(value)) return preview(value);
  const fields = Object.entries(value).slice(0, 6);
  return fields.map(([name, item]) => `${name}: ${preview(item, 60)}`).join(" · ");
}

/** How much is in a list or an object. */
export function sizeLine(value: unknown): string {
  if (Array.isArray(value)) return plural(value.length, words.entries.one, words.entries.many);
  const count = isObject(value) ? Object.keys(value).length : 0;
  return plural(count, words.fields.one, words.fields.many);
}

function previewOfText(text: string, most: number): string {
  if (text === "") return words.empty;
  if (text === HIDDEN) return words.secret;
  const media = mediaTypeOf(text);
  if (media !== null) return fill(words.fileOf, { type: media, size: bytes(sizeOf(text)) });
  const start = text.slice(0, most * 4);
  return kindOf(start) === "date" ? dateText(text) : short(start, most);
}

function short(text: string, most: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** Keeps what is turned into text small, whatever the size of the value. */
function bounded(_key: string, value: unknown): unknown {
  if (typeof value === "string" && value.length > MAX_CHARACTERS) return `${value.slice(0, MAX_CHARACTERS)}…`;
  return Array.isArray(value) && value.length > 20 ? value.slice(0, 20) : value;
}
