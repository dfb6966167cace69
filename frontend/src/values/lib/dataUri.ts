// Files as values: `data:` URIs.
const HEAD = /^data:([\w.+-]+\/[\w.+-]+)?((?:;[\w.+-]+=[^;,]*)*)(;base64)?,/i;
const EXTENSIONS: Record<string, string> = {
  "text/plain": "txt",
  "text/markdown": "md",
  "text/html": "html",
  "text/csv": "csv",
  "text/javascript": "js",
  "application/json": "json",
  "application/pdf": "pdf",
  "application/zip": "zip",
  "application/xml": "xml",
  "image/jpeg": "jpg",
  "image/svg+xml": "svg",
  "audio/mpeg": "mp3",
  "audio/x-wav": "wav",
  "video/quicktime": "mov",
};
const UNKNOWN = "application/octet-stream";

/** The media type of a file, or null if the text is none. */
export function mediaTypeOf(text: string): string | null {
  if (!/^data:/i.test(text)) return null;
  const found = HEAD.exec(text.slice(0, 300));
  return found === null ? null : (found[1]?.toLowerCase() ?? "text/plain");
}

/** The content of a file, or null if the text is none or is damaged. */
export function contentOf(uri: string): Uint8Array<ArrayBuffer> | null {
  const found = HEAD.exec(uri.slice(0, 300));
  if (found === null) return null;
  const body = uri.slice(found[0].length);
  try {
    if (found[3] === undefined) return new TextEncoder().encode(decodeURIComponent(body));
    return Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

/** About how large a file is, without decoding it. */
export function sizeOf(uri: string): number {
  const body = uri.length - uri.indexOf(",") - 1;
  return uri.slice(0, 300).includes(";base64,") ? Math.floor((body * 3) / 4) : body;
}

/** The ending that a file of this type has, without a dot. */
export function extensionOf(mediaType: string): string {
  if (mediaType === UNKNOWN) return "bin";
  return EXTENSIONS[mediaType] ?? mediaType.split("/")[1]?.replace(/^x-|\W+/g, "") ?? "bin";
}
