import { expect, test } from "vitest";
import { fromText, isSame, readJson, textIn, toText } from "@/fields/lib/text";

test.each([
  ["Ada"],
  ["5"],
  ["true"],
  ['"quoted"'],
  [""],
  ["[1"],
  [5],
  [-0.5],
  [true],
  [[1, "a"]],
  [{ a: null }],
])("%j is the same after it was shown and typed", (value) => {
  expect(fromText(toText(value))).toEqual(value);
});

test("text stands for itself, and what would read as JSON is quoted", () => {
  expect([toText("Ada"), toText("5"), toText(5)]).toEqual(["Ada", '"5"', "5"]);
});

test("where only text goes nothing is read as JSON", () => {
  const { toText: shown, fromText: read } = textIn({ type: "string" });
  expect([shown("5"), read("5")]).toEqual(["5", "5"]);
});

test("a mistake in JSON is named by its place", () => {
  expect(readJson('{"a": 1}')).toEqual({ isGood: true, value: { a: 1 } });
  expect(readJson('{\n  "a": oops\n}')).toEqual({ isGood: false, line: 2, column: 8 });
  expect(readJson('{"a": 1')).toMatchObject({ isGood: false, line: 1, column: 8 });
});

test("objects are the same whatever the order of keys, lists are not", () => {
  expect(isSame({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  expect(isSame([1, 2], [2, 1])).toBe(false);
  expect(isSame({ a: undefined }, {})).toBe(false);
  expect(isSame([], {})).toBe(false);
});
