// Tags as people type them, and what a list is asked for by them.
const MOST = 10;
const MOST_CHARACTERS = 50;

/** "a, b" as tags, each once; beyond what the server takes they are cut. */
export function tagsOf(text: string): string[] {
  const words = text
    .split(",")
    .map((word) => word.trim().slice(0, MOST_CHARACTERS))
    .filter((word) => word !== "");
  return [...new Set(words)].slice(0, MOST);
}

/** `customer=Ada` asks for custom data, anything else for a tag. */
export function labelOf(text: string): { tag: string } | { data: string } | null {
  const word = text.trim();
  if (word === "") return null;
  return word.indexOf("=") > 0 ? { data: word } : { tag: word.slice(0, MOST_CHARACTERS) };
}

/** `customer=Ada` as the parameter `data.customer`. */
export function dataParameters(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const at = entry.indexOf("=");
      return [`data.${entry.slice(0, at).trim()}`, entry.slice(at + 1).trim()];
    }),
  );
}
