import { expect, test } from "vitest";
import { fileIn, named } from "@/fields/lib/file";
import { columnsOf, fromPairs, moved, repeated, toPairs, toRows } from "@/fields/lib/rows";
import { fromText, toText } from "@/fields/lib/text";

test("pairs of an object come back as it was", () => {
  const value = { name: "Ada", age: 36, tags: ["x"] };
  const pairs = toPairs(value, toText);
  expect(pairs).toEqual([
    ["name", "Ada"],
    ["age", "36"],
    ["tags", '["x"]'],
  ]);
  expect(fromPairs(pairs, fromText)).toEqual(value);
  expect(toPairs([1], toText)).toEqual([]);
});

test("a pair without a name is not there yet, and of two with one name the later counts", () => {
  const pairs = [
    ["", "1"],
    ["a", "1"],
    ["a", "2"],
  ] as const;
  expect(fromPairs(pairs, fromText)).toEqual({ a: 2 });
  expect(repeated(pairs)).toEqual(["a"]);
});

test("an item moves within its list, and not out of it", () => {
  const list = ["a", "b", "c"];
  expect(moved(list, 0, 2)).toEqual(["b", "c", "a"]);
  expect(moved(list, 2, 1)).toEqual(["a", "c", "b"]);
  expect(moved(list, 0, -1)).toBe(list);
  expect(moved(list, 2, 3)).toBe(list);
});

test("a table has the columns asked for and those of its rows", () => {
  const rows = toRows([{ b: 1 }, "no row", { a: 2 }]);
  expect(rows).toEqual([{ b: 1 }, { a: 2 }]);
  expect(columnsOf(rows, ["a", "c"])).toEqual(["a", "c", "b"]);
});

test("a file in a data address has a name, a type and a size", () => {
  const address = named("data:text/plain;base64,aGVsbG8=", "my file.txt");
  expect(address).toBe("data:text/plain;name=my%20file.txt;base64,aGVsbG8=");
  expect(fileIn(address)).toEqual({ type: "text/plain", name: "my file.txt", bytes: 5 });
  expect(fileIn("https://example.com/a.png")).toBeNull();
});
