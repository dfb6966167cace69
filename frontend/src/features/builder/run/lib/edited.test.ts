import { expect, test } from "vitest";
import { cannotEdit, withValue } from "@/features/builder/run/lib/edited";
import { lastOutput } from "@/features/builder/run/lib/given";
import type { Output } from "@/features/builder/store/run";

const GAVE: Output[] = [
  ["out", { user: { name: "Ada", age: 36 }, tags: ["a", "b"] }],
  ["count", 1],
  ["count", 2],
];

test("a changed value stands for the last one on its pin, beside the last ones of the others", () => {
  expect(withValue(GAVE, "count", 5)).toEqual([GAVE[0], ["count", 5]]);
});

test("a part is changed within its whole, which stays as it was", () => {
  const [first] = withValue(GAVE, "out_#_user_#_name", "Eve");
  expect(first).toEqual(["out", { user: { name: "Eve", age: 36 }, tags: ["a", "b"] }]);
  expect(withValue(GAVE, "out_#_tags_$_-1", "z")[0]?.[1]).toMatchObject({ tags: ["a", "z"] });
  expect(GAVE[0]?.[1]).toMatchObject({ user: { name: "Ada" } });
});

test("what is kept apart can be replaced, but nothing beside it be changed", () => {
  const large: Output[] = [
    ["out", { $value: "ab", preview: "…" }],
    ["count", 1],
  ];
  expect(cannotEdit(large, "out")).toBeNull();
  expect(cannotEdit(large, "count")).toBe("apart");
  expect(cannotEdit(large, "out_#_name")).toBe("apart");
});

test("what is edited stands over what is pinned and what was given", () => {
  const results = {
    nodes: {},
    pinned: { a: [["out", 1]] as Output[] },
    edited: { a: [["out", 2]] as Output[] },
  };
  expect(lastOutput(results, "a", "out")).toBe(2);
});
