import { expect, test } from "vitest";
import { MAX_MATCHES, openAtFirst, openLines, pathText, searched } from "@/values/lib/tree";

const DATA = { name: "Ada", items: [{ id: 1 }, { id: 2 }], "two words": null };

test("a path reads as one writes it", () => {
  expect(pathText([])).toBe("");
  expect(pathText(["items", 0, "id"])).toBe("items[0].id");
  expect(pathText([1, "two words"])).toBe('[1]["two words"]');
});

test("a closed branch hides what is in it", () => {
  expect(openLines(DATA, new Set()).map((line) => line.id)).toEqual([""]);
  expect(openLines(DATA, new Set(["", "items"])).map((line) => line.id)).toEqual([
    "",
    "name",
    "items",
    "items[0]",
    "items[1]",
    '["two words"]',
  ]);
});

test("small data is all open, large data to its first level", () => {
  expect([...openAtFirst(DATA, 50)]).toEqual(["", "items", "items[0]", "items[1]"]);
  expect([...openAtFirst(DATA, 5)]).toEqual([""]);
  expect([
    ...openAtFirst(
      Array.from({ length: 1000 }, () => ({ a: 1 })),
      50,
    ),
  ]).toEqual([""]);
});

test("empty containers and large values are leaves", () => {
  const stored = { $value: "a".repeat(64), preview: "", bytes: 1, type: "x", url: null };
  expect(openLines([[], {}, stored], new Set([""])).map((line) => line.isBranch)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test("a search finds names and values in any case, and shows where they are", () => {
  const { lines, matches, isCut } = searched(DATA, "ID");
  expect(lines.map((line) => line.id)).toEqual([
    "",
    "items",
    "items[0]",
    "items[0].id",
    "items[1]",
    "items[1].id",
  ]);
  expect([matches, isCut]).toEqual([2, false]);
  expect(searched(DATA, "ada").lines.map((line) => line.id)).toEqual(["", "name"]);
  expect(searched(DATA, "nowhere").lines).toEqual([]);
});

test("a search in much data ends early and says so", () => {
  const { matches, isCut } = searched(
    Array.from({ length: 5000 }, () => "x"),
    "x",
  );
  expect([matches, isCut]).toEqual([MAX_MATCHES, true]);
});
