// What an agent asks for and gives, in words.
import { asSchema, choicesOf, kindOf, labelOf, propertiesOf } from "@/fields/lib/schema";
import type { FieldKind, Schema } from "@/fields/types";
import { marketplace } from "@/text/en/marketplace";
import { fill } from "@/text/fill";

export interface Told {
  name: string;
  label: string;
  /** Such as `one of short, long`. */
  kind: string;
  description: string;
  isRequired: boolean;
}

const SHOWN_CHOICES = 6;

/** The properties of a schema. */
export function toldOf(given: unknown): Told[] {
  const required = asSchema(given).required ?? [];
  return propertiesOf(given).map(([name, schema]) => ({
    name,
    label: labelOf(name, schema),
    kind: kindInWords(schema),
    description: schema.description ?? "",
    isRequired: required.includes(name),
  }));
}

function kindInWords(schema: Schema): string {
  const choices = choicesOf(schema).map(String);
  if (choices.length > 0 && choices.length <= SHOWN_CHOICES) {
    return fill(marketplace.oneOf, { choices: choices.join(", ") });
  }
  const kind: FieldKind = kindOf(schema);
  const range = kind === "number" || kind === "integer" ? rangeOf(schema) : "";
  return [anyTyped(schema) ? marketplace.kinds.json : marketplace.kinds[kind], range]
    .filter(Boolean)
    .join(" ");
}

/** Nothing is said of what it may be, as of most outputs. */
function anyTyped({ type, anyOf, widget }: Schema): boolean {
  return type === undefined && anyOf === undefined && widget === undefined;
}

function rangeOf({ minimum, maximum }: Schema): string {
  if (minimum !== undefined && maximum !== undefined) {
    return fill(marketplace.between, { least: minimum, most: maximum });
  }
  if (minimum !== undefined) return fill(marketplace.atLeast, { least: minimum });
  return maximum === undefined ? "" : fill(marketplace.atMost, { most: maximum });
}
