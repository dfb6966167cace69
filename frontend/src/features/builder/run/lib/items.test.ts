import { expect, test } from "vitest";
import { itemPin, itemsOf, typedItem } from "@/features/builder/run/lib/items";
import type { Output } from "@/features/builder/store/run";

const GAVE: Output[] = [
  ["item", "a"],
  ["key", 0],
  ["all", ["a", "b"]],
  ["item", "b"],
  ["key", 1],
];

test("items are what went out together; what went out once goes with each", () => {
  expect(itemsOf(GAVE)).toEqual([
    [
      ["item", "a"],
      ["key", 0],
      ["all", ["a", "b"]],
    ],
    [
      ["item", "b"],
      ["key", 1],
      ["all", ["a", "b"]],
    ],
  ]);
  expect(itemsOf(GAVE.slice(0, 3))).toEqual([]);
  expect(itemsOf([])).toEqual([]);
});

test("a pin that gave fewer values has none in the last items", () => {
  expect(itemsOf([...GAVE, ["item", "c"]]).at(-1)).toEqual([
    ["item", "c"],
    ["all", ["a", "b"]],
  ]);
});

test("a typed item takes the place of the first one, and stands alone where nothing ran", () => {
  const items = itemsOf(GAVE);
  expect(itemPin(items)).toBe("item");
  expect(typedItem("z", itemPin(items), items)).toEqual([
    ["item", "z"],
    ["key", 0],
    ["all", ["a", "b"]],
  ]);
  expect(typedItem("z", itemPin([]), [])).toEqual([
    ["item", "z"],
    ["key", 0],
  ]);
});
