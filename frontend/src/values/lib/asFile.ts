// A value as a file to keep, and as text to copy.
import { contentOf, extensionOf, mediaTypeOf } from "@/values/lib/dataUri";

interface ValueFile {
  name: string;
  type: string;
  content: Uint8Array<ArrayBuffer> | string;
}

const MAX_NAME = 80;
const ENDINGS: Record<string, [ending: string, type: string]> = {
  markdown: ["md", "text/markdown"],
  html: ["html", "text/html"],
  jsonText: ["json", "application/json"],
};

/** name: what the value is called; made safe here. kind: as `kindOf` says. */
export function asFile(value: unknown, name: string, kind: string): ValueFile {
  const base = safeName(name);
  if (typeof value !== "string") {
    return { name: `${base}.json`, type: "application/json", content: asText(value) };
  }
  const media = mediaTypeOf(value);
  const content = media === null ? null : contentOf(value);
  if (media !== null && content !== null)
    return { name: `${base}.${extensionOf(media)}`, type: media, content };
  const [ending, type] = ENDINGS[kind] ?? ["txt", "text/plain"];
  return { name: `${base}.${ending}`, type, content: value };
}

/** A text as it is, all else as JSON. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null, null, 2);
}

/** A name that every system takes, and that hides no ending. */
export function safeName(name: string): string {
  const kept = name
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return kept.slice(0, MAX_NAME) || "value";
}
