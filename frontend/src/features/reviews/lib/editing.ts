// How the data of a question is changed: by its schema if it has one, else by what it is.
import type { Schema } from "@/fields/types";
import { isObject, isStored } from "@/values/lib/kindOf";
import { mediaTypeOf } from "@/values/lib/dataUri";

export interface EditedField {
  /** Key in the data; null: the data itself is the only field. */
  name: string | null;
  schema: Schema;
  isRequired: boolean;
}

const LONG_TEXT = 60;

/** The fields of a form. schema: `answer_schema`, if the question has one. */
export function fieldsOf(
  data: unknown,
  properties: readonly [string, Schema][],
  required: readonly string[],
) {
  if (properties.length > 0) {
    return properties.map(([name, schema]): EditedField => {
      return { name, schema, isRequired: required.includes(name) };
    });
  }
  if (!isObject(data) || isStored(data) || Object.keys(data).length === 0) {
    return [{ name: null, schema: guessed(data), isRequired: false }] satisfies EditedField[];
  }
  return Object.entries(data).map(([name, value]): EditedField => {
    return { name, schema: guessed(value), isRequired: false };
  });
}

/** The data with one field changed. */
export function withField(data: unknown, name: string | null, value: unknown): unknown {
  if (name === null) return value;
  return { ...(isObject(data) ? data : {}), [name]: value };
}

/** A schema by which a value can be edited as what it is. */
export function guessed(value: unknown): Schema {
  if (typeof value === "boolean") return { type: "boolean" };
  if (typeof value === "number") return { type: "number" };
  if (typeof value === "string") {
    const isLong = value.length > LONG_TEXT || value.includes("\n");
    return { type: "string", widget: isLong && mediaTypeOf(value) === null ? "long_text" : "text" };
  }
  return { widget: "json" };
}
