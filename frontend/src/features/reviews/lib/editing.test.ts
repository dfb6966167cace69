import { expect, test } from "vitest";
import { fieldsOf, guessed, withField } from "@/features/reviews/lib/editing";

test("a schema names the fields; without one the data does", () => {
  const properties: [string, { type: string }][] = [["to", { type: "string" }]];
  expect(fieldsOf({}, properties, ["to"])).toEqual([
    { name: "to", schema: { type: "string" }, isRequired: true },
  ]);
  expect(fieldsOf({ a: 1, b: true }, [], []).map((field) => [field.name, field.schema.type])).toEqual([
    ["a", "number"],
    ["b", "boolean"],
  ]);
});

test.each([["a text"], [[1, 2]], [null], [{}]])("%j is one field", (data) => {
  expect(fieldsOf(data, [], []).map((field) => field.name)).toEqual([null]);
});

test("a changed field leaves the others and the data that was asked about", () => {
  const data = { a: 1, b: 2 };
  expect(withField(data, "a", 5)).toEqual({ a: 5, b: 2 });
  expect(data).toEqual({ a: 1, b: 2 });
  expect(withField("x", null, "y")).toBe("y");
  expect(withField(null, "a", 1)).toEqual({ a: 1 });
});

test.each([
  ["short", "text"],
  ["two\nlines", "long_text"],
  ["x".repeat(100), "long_text"],
  [`data:image/png;base64,${"A".repeat(100)}`, "text"],
  [[1], "json"],
  [null, "json"],
])("%j is edited as %s", (value, widget) => {
  expect(guessed(value).widget).toBe(widget);
});
