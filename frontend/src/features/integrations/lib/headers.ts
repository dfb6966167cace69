export type Headers = { headers: Record<string, string> } | { badLine: number };

/** Lines of `Name: value` as an object, or the number of the first line that is none. */
export function headersIn(text: string): Headers {
  const headers: Record<string, string> = {};
  for (const [place, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const at = line.indexOf(":");
    const [name, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    if (at < 1 || name === "" || value === "" || /\s/.test(name)) return { badLine: place + 1 };
    headers[name] = value;
  }
  return { headers };
}
