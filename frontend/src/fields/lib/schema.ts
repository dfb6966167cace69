import type { FieldKind, Schema } from "@/fields/types";

const OF_WIDGET: Record<string, FieldKind> = {
  text: "text",
  long_text: "long_text",
  code: "code",
  date: "date",
  time: "time",
  toggle: "switch",
  select: "choice",
  list: "list",
  key_value: "key_value",
  headers: "key_value",
  table: "table",
  json: "json",
  file: "file",
  model: "model",
  secret: "secret",
  credential: "credential",
};
const OF_FORMAT: Record<string, FieldKind> = { date: "date", time: "time", "date-time": "date_time" };

/** The schema of what stands in an answer of the API; anything else is the schema of all values. */
export function asSchema(given: unknown): Schema {
  return typeof given === "object" && given !== null && !Array.isArray(given) ? given : {};
}

/** The properties of an object schema in order, each with what its references and its only alternative say. */
export function propertiesOf(given: unknown): [name: string, schema: Schema][] {
  const schema = asSchema(given);
  return Object.entries(schema.properties ?? {}).map(([name, one]) => [
    name,
    resolved(one, schema.$defs ?? {}),
  ]);
}

/** `schema` with its `$ref` followed, and with `X or null` as X: a field that is empty says null. */
export function resolved(schema: Schema, definitions: Record<string, Schema>): Schema {
  if (schema.$ref !== undefined) {
    const { $ref, ...own } = schema;
    const named = definitions[$ref.slice($ref.lastIndexOf("/") + 1)] ?? {};
    return resolved({ ...named, ...own }, definitions);
  }
  const kinds = (schema.anyOf ?? []).filter((one) => one.type !== "null");
  const [only] = kinds;
  if (kinds.length === 1 && only !== undefined) {
    const own = { ...schema };
    delete own.anyOf;
    return { ...resolved(only, definitions), ...own };
  }
  return schema.items?.$ref === undefined
    ? schema
    : { ...schema, items: resolved(schema.items, definitions) };
}

/** How a form asks for a value of this resolved schema. */
export function kindOf(schema: Schema): FieldKind {
  if (schema.secret === true || schema.widget === "secret") return "secret";
  const hinted = OF_WIDGET[schema.widget ?? ""];
  if (hinted === "choice" && choicesOf(schema).length === 0) return "text"; // its choices are not known here
  if (hinted === "list" && choicesOf(schema.items ?? {}).length > 0) return "choices";
  if (hinted === "text" && schema.format !== undefined) return OF_FORMAT[schema.format] ?? "text";
  return hinted ?? ofType(schema);
}

/** What one may choose among; empty where anything of the type goes. */
export function choicesOf(schema: Schema): unknown[] {
  if (schema.const !== undefined) return [schema.const];
  return schema.enum ?? [];
}

/** Whether a pin with `depends_on` applies, by the values of the others (theirs, else their defaults). */
export function applies(schema: Schema, valueOf: (pin: string) => unknown): boolean {
  return Object.entries(schema.depends_on ?? {}).every(([pin, wanted]) => wanted.includes(valueOf(pin)));
}

/** A pin's name as people read it: `sys_prompt` → `Sys prompt`. Titles that only repeat the name are tidied too. */
export function labelOf(name: string, schema: Schema): string {
  const plain = name.replaceAll("_", " ").trim();
  const title = schema.title ?? "";
  const isOwn = title !== "" && title.toLowerCase() !== plain.toLowerCase();
  if (isOwn) return title;
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function ofType(schema: Schema): FieldKind {
  if (choicesOf(schema).length > 0) return "choice";
  switch (schema.type) {
    case "string":
      return OF_FORMAT[schema.format ?? ""] ?? "text";
    case "integer":
      return "integer";
    case "number":
      return "number";
    case "boolean":
      return "switch";
    case "array":
      return choicesOf(schema.items ?? {}).length > 0 ? "choices" : "list";
    case "object":
      return "key_value";
    default:
      return "json";
  }
}
