import { expect, test } from "vitest";
import { problemOf } from "@/fields/lib/problem";
import { sentence } from "@/fields/lib/sentence";
import type { Schema } from "@/fields/types";

test.each<[unknown, Schema, string | undefined]>([
  ["Ada", { type: "string" }, undefined],
  [undefined, { type: "string" }, undefined],
  ["", { type: "string", minLength: 1 }, "Too short: at least 1 characters."],
  ["abc", { type: "string", maxLength: 2 }, "Too long: at most 2 characters."],
  [0, { type: "integer", minimum: 1 }, "Too small: the least is 1."],
  [11, { type: "integer", maximum: 10 }, "Too large: the most is 10."],
  [1.5, { type: "integer" }, "A whole number is needed."],
  ["many", { type: "number" }, "A number is needed."],
  ["5", { type: "integer" }, undefined],
  [5, { type: "string" }, undefined],
  ["purple", { type: "string", enum: ["red"] }, "This is none of the choices."],
  ["[1]", { type: "array" }, "A list is needed."],
])("%j by %j: %s", (value, schema, said) => {
  expect(sentence(problemOf(value, schema, {}))).toBe(said);
});

test("names that a schema refers to are found", () => {
  const definitions = { Size: { type: "string", enum: ["small"] } };
  expect(problemOf(["huge"], { type: "array", items: { $ref: "#/$defs/Size" } }, definitions)).not.toBeNull();
  expect(problemOf(["small"], { type: "array", items: { $ref: "#/$defs/Size" } }, definitions)).toBeNull();
});
