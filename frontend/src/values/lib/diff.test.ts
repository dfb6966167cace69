import { expect, test } from "vitest";
import { differences, isSame, MOST_DIFFERENCES } from "@/values/lib/diff";

test("equal values do not differ, whatever the order of their keys", () => {
  expect(differences({ a: [1, { b: null }], c: "x" }, { c: "x", a: [1, { b: null }] })).toEqual([]);
  expect(isSame([], [])).toBe(true);
});

test("each part that differs is named by its path", () => {
  expect(differences({ a: 1, b: [1, 2], c: 0 }, { a: 2, b: [1, 3, 4], d: null })).toEqual([
    { path: "a", kind: "changed", before: 1, after: 2 },
    { path: "b[1]", kind: "changed", before: 2, after: 3 },
    { path: "b[2]", kind: "added", before: undefined, after: 4 },
    { path: "c", kind: "removed", before: 0, after: undefined },
    { path: "d", kind: "added", before: undefined, after: null },
  ]);
});

test("null, nothing, text and numbers are told apart", () => {
  expect([isSame(null, 0), isSame("1", 1), isSame(false, null), isSame([], {})]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(differences("a", { a: 1 })).toEqual([{ path: "", kind: "changed", before: "a", after: { a: 1 } }]);
});

test("large values are compared by what is in them", () => {
  const stored = (sha: string, url: string) => ({
    $value: sha.repeat(64),
    preview: "",
    bytes: 1,
    type: "x",
    url,
  });
  expect(isSame(stored("a", "/one"), stored("a", "/two"))).toBe(true);
  expect(isSame(stored("a", "/one"), stored("b", "/one"))).toBe(false);
});

test("of many differences the first are told", () => {
  const many = Array.from({ length: 1000 }, (_, at) => at);
  expect(
    differences(
      many,
      many.map((one) => one + 1),
    ),
  ).toHaveLength(MOST_DIFFERENCES);
});
