/** A text in parts, every second of which stood between backticks; one part if a backtick has no partner. */
export function partsOf(text: string): string[] {
  const parts = text.split("`");
  return parts.length % 2 === 1 ? parts : [text];
}
