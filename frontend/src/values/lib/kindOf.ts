// What a value is to people, by its type, what stands in it, and the schema of its pin.
import type { Kind, StoredReference, ValueSchema } from "@/values/types";
import { mediaTypeOf } from "@/values/lib/dataUri";

export const HIDDEN = "***";

const REFERENCE_KEYS = ["$value", "bytes", "preview", "type", "url"];
const SHA256 = /^[0-9a-f]{64}$/;
const MAX_TABLE_LOOK = 200; // rows looked at; the others are taken to be alike
const MAX_JSON_TEXT = 500_000;
const WEB = /^https?:\/\/[^\s<>"]+$/i;
const EXTENSIONS: [kind: Kind, pattern: RegExp][] = [
  ["image", /\.(png|jpe?g|gif|webp|avif|svg)$/i],
  ["audio", /\.(mp3|wav|ogg|m4a|flac)$/i],
  ["video", /\.(mp4|webm|mov)$/i],
];
const DATE =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const PAGE = /^\s*<(!doctype html|html[\s>])/i;
// One of these is enough…
const MARKDOWN = [/^#{1,6} \S/m, /^```/m, /^\|.+\|\s*\n\|[\s:|-]+\|/m, /\[[^\]\n]+\]\(https?:\/\/[^)\s]+\)/];
// …and so is one of these, which take two lines.
const MARKDOWN_HINTS = [/^[-*+] \S.*\n+[-*+] \S/m, /^\d+[.)] \S.*\n+\d+[.)] \S/m, /^> \S/m];
const EMPHASIS = /(\*\*|__)\S(.*?\S)?\1/;

export function kindOf(value: unknown, schema?: ValueSchema): Kind {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return "number";
  if (typeof value === "string") return kindOfText(value, schema);
  if (isStored(value)) return "stored";
  return isTable(value) ? "table" : "json";
}

export function isStored(value: unknown): value is StoredReference {
  if (!isObject(value) || typeof value.$value !== "string" || !SHA256.test(value.$value)) return false;
  return Object.keys(value).toSorted().join() === REFERENCE_KEYS.join() && typeof value.bytes === "number";
}

/** A list of objects, such as rows of a table. */
export function isTable(value: unknown): value is Record<string, unknown>[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value
    .slice(0, MAX_TABLE_LOOK)
    .every((row) => isObject(row) && !isStored(row) && Object.keys(row).length > 0);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOfText(text: string, schema: ValueSchema = {}): Kind {
  if (text === HIDDEN) return "secret";
  const media = mediaTypeOf(text);
  if (media !== null) return kindOfMedia(media);
  if (schema.widget === "code") return "code";
  if (text.length < 40 && DATE.test(text.trim()) && !Number.isNaN(Date.parse(text.trim()))) return "date";
  if (text.length < 4000 && WEB.test(text)) return kindOfAddress(text);
  if (PAGE.test(text)) return "html";
  if (isJsonText(text)) return "jsonText";
  return isMarkdown(text) ? "markdown" : "text";
}

function kindOfMedia(mediaType: string): Kind {
  const [family] = mediaType.split("/");
  return family === "image" || family === "audio" || family === "video" ? family : "file";
}

/** Only what comes encrypted is loaded into the page; the browser refuses the rest. */
function kindOfAddress(address: string): Kind {
  if (!URL.canParse(address)) return "text";
  const { protocol, pathname } = new URL(address);
  const found = EXTENSIONS.find(([, pattern]) => pattern.test(pathname));
  return protocol === "https:" && found !== undefined ? found[0] : "link";
}

function isJsonText(text: string): boolean {
  if (text.length > MAX_JSON_TEXT || !/^\s*[[{]/.test(text)) return false;
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

function isMarkdown(text: string): boolean {
  if (MARKDOWN.some((pattern) => pattern.test(text))) return true;
  const hints = MARKDOWN_HINTS.filter((pattern) => pattern.test(text)).length;
  return hints > 0 || EMPHASIS.test(text);
}
