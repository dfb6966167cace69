// Files as `data:` addresses, which is how blocks take them.

/** Of a file that is put into a graph or an input: a request may have 1 MB (`MAX_BODY_BYTES`), a third of it for base 64. */
export const MAX_FILE_BYTES = 700 * 1024;

export interface DataFile {
  type: string;
  name: string;
  bytes: number;
}

/** What a `data:` address says of its file; null if it is another kind of text. */
export function fileIn(value: unknown): DataFile | null {
  if (typeof value !== "string") return null;
  const found = /^data:([^;,]*)((?:;[^;,]*)*),/.exec(value.slice(0, 1000));
  if (found === null) return null;
  const parameters = (found[2] ?? "").split(";");
  const name = parameters.find((one) => one.startsWith("name="))?.slice("name=".length) ?? "";
  const content = value.length - found[0].length;
  const bytes = parameters.includes("base64") ? Math.floor((content * 3) / 4) - padding(value) : content;
  return { type: found[1] ?? "", name: decoded(name), bytes };
}

/** The address of a file as the browser read it, with the file's name. */
export function named(address: string, name: string): string {
  return address.replace(/;base64,/, `;name=${encodeURIComponent(name)};base64,`);
}

function padding(value: string): number {
  return value.endsWith("==") ? 2 : value.endsWith("=") ? 1 : 0;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
