import { expect, test } from "vitest";
import { applies, kindOf, labelOf, propertiesOf, resolved } from "@/fields/lib/schema";
import type { FieldKind, Schema } from "@/fields/types";

const SIZE: Schema = { type: "string", enum: ["small", "large"] };

test.each<[FieldKind, Schema]>([
  ["text", { type: "string" }],
  ["long_text", { type: "string", widget: "long_text" }],
  ["code", { type: "string", widget: "code" }],
  ["integer", { type: "integer" }],
  ["number", { type: "number" }],
  ["switch", { type: "boolean", widget: "toggle" }],
  ["choice", SIZE],
  ["text", { type: "string", widget: "select" }],
  ["choices", { type: "array", items: SIZE, widget: "list" }],
  ["list", { type: "array", items: { type: "string" } }],
  ["date_time", { type: "string", format: "date-time" }],
  ["date", { type: "string", widget: "date" }],
  ["table", { type: "array", widget: "table" }],
  ["key_value", { type: "object", widget: "headers" }],
  ["json", { widget: "json" }],
  ["secret", { type: "string", secret: true, widget: "text" }],
  ["json", {}],
])("asks for a value with a %s field", (kind, schema) => {
  expect(kindOf(schema)).toBe(kind);
});

test("a hint for numbers leaves it to the type whether they are whole", () => {
  expect(kindOf({ type: "integer", widget: "number" })).toBe("integer");
  expect(kindOf({ type: "number", widget: "number" })).toBe("number");
});

test("a reference takes what it names, and what stands beside it wins", () => {
  const schema = { $ref: "#/$defs/Size", title: "How large" };
  expect(resolved(schema, { Size: { ...SIZE, title: "Size" } })).toEqual({ ...SIZE, title: "How large" });
});

test("a value that may be null is asked for as what it is besides", () => {
  const schema = { anyOf: [{ type: "integer", minimum: 1 }, { type: "null" }], default: null };
  expect(resolved(schema, {})).toEqual({ type: "integer", minimum: 1, default: null });
});

test("properties stand in order, and what is no schema has none", () => {
  const names = propertiesOf({ properties: { b: {}, a: { $ref: "#/$defs/Size" } }, $defs: { Size: SIZE } });
  expect(names).toEqual([
    ["b", {}],
    ["a", SIZE],
  ]);
  expect(propertiesOf("nothing")).toEqual([]);
});

test("a field that depends on another one shows while that has one of the wanted values", () => {
  const schema = { depends_on: { mode: ["mail", "post"], kind: [1] } };
  const values: Record<string, unknown> = { mode: "post", kind: 1 };
  expect(applies(schema, (pin) => values[pin])).toBe(true);
  values.mode = "phone";
  expect(applies(schema, (pin) => values[pin])).toBe(false);
  expect(applies({}, () => undefined)).toBe(true);
});

test("a title that only repeats the name reads like a sentence", () => {
  expect(labelOf("sys_prompt", { title: "Sys Prompt" })).toBe("Sys prompt");
  expect(labelOf("topic", { title: "What it is about" })).toBe("What it is about");
});
