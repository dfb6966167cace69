type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** `text` with each `{name}` replaced; a name that is missing or too many does not compile. */
export function fill<Text extends string>(
  text: Text,
  values: Record<NamesIn<Text>, string | number>,
): string {
  const given: Record<string, string | number> = values;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(given[name] ?? whole));
}

/** `one` where `count` is 1, else `many`; both may hold `{count}`. */
export function plural(count: number, one: string, many: string): string {
  return (count === 1 ? one : many).replaceAll("{count}", String(count));
}
