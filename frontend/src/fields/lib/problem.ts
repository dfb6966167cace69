// What is wrong with a value, by its schema, as a code with what its sentence names.
import { Validator } from "@cfworker/json-schema";
import type { Schema } from "@/fields/types";

export type Problem =
  | { code: "missing" }
  | { code: "too_short" | "too_long" | "too_small" | "too_large" | "too_few" | "too_many"; limit: number }
  | { code: "not_whole" | "not_a_number" | "not_text" | "not_a_list" | "not_an_object" | "not_yes_or_no" }
  | { code: "not_a_choice" | "invalid" };

const LIMITS = {
  minLength: "too_short",
  maxLength: "too_long",
  minimum: "too_small",
  exclusiveMinimum: "too_small",
  maximum: "too_large",
  exclusiveMaximum: "too_large",
  minItems: "too_few",
  maxItems: "too_many",
} as const;
const TYPES = {
  integer: "not_whole",
  number: "not_a_number",
  string: "not_text",
  array: "not_a_list",
  object: "not_an_object",
  boolean: "not_yes_or_no",
} as const;

/**
 * The first problem of a set value; null if there is none. What the engine converts by itself (text that says a
 * number, a number where text is asked for) is none. definitions: the `$defs` of the whole schema.
 */
export function problemOf(
  value: unknown,
  schema: Schema,
  definitions: Record<string, Schema>,
): Problem | null {
  if (value === undefined || value === null) return null;
  const validator = new Validator(
    { ...schema, $defs: definitions } as ConstructorParameters<typeof Validator>[0],
    "2020-12",
  );
  const { valid, errors } = validator.validate(converted(value, schema));
  if (valid) return null;
  const keywords = new Set(errors.map((error) => error.keyword));
  for (const [keyword, code] of Object.entries(LIMITS)) {
    const limit = (schema as Record<string, unknown>)[keyword];
    if (keywords.has(keyword) && typeof limit === "number") return { code, limit };
  }
  if (keywords.has("enum") || keywords.has("const")) return { code: "not_a_choice" };
  if (keywords.has("type")) {
    return {
      code:
        schema.type !== undefined && schema.type in TYPES
          ? TYPES[schema.type as keyof typeof TYPES]
          : "invalid",
    };
  }
  return { code: "invalid" };
}

function converted(value: unknown, schema: Schema): unknown {
  const isNumber = schema.type === "number" || schema.type === "integer";
  if (typeof value === "string" && isNumber && value.trim() !== "" && !Number.isNaN(Number(value))) {
    return Number(value);
  }
  if (schema.type === "string" && typeof value !== "string") return JSON.stringify(value);
  return value;
}
