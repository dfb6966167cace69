import { expect, test } from "vitest";
import { disabling } from "@/features/builder/lib/disabled";
import { lacksInput, neededFor, standing } from "@/features/builder/run/lib/upTo";
import type { BuilderDocument } from "@/features/builder/types";

const DOCUMENT: BuilderDocument = {
  name: "",
  description: "",
  instructions: "",
  settings: {},
  nodes: ["a", "b", "c", "d", "e"].map((id) => ({
    id,
    blockId: "x",
    inputDefault: {},
    metadata: {},
    settings: {},
  })),
  links: [
    ["a", "b"],
    ["b", "c"],
    ["c", "b"], // a loop
    ["c", "d"],
    ["e", "d"],
  ].map(([sourceId = "", sinkId = ""], place) => ({
    id: String(place),
    sourceId,
    sourceName: "out",
    sinkId,
    sinkName: `from_${sourceId}`,
    isStatic: false,
  })),
};

test("a step needs all that leads to it, loops with them, and nothing behind it", () => {
  expect(neededFor(DOCUMENT, "c", {})).toEqual(new Set(["a", "b", "c"]));
  expect(neededFor(DOCUMENT, "d", {})).toEqual(new Set(["a", "b", "c", "d", "e"]));
});

test("what stands for itself needs nothing, and what is disabled gives nothing", () => {
  expect(neededFor(DOCUMENT, "d", { c: [] })).toEqual(new Set(["c", "d", "e"]));
  const without = disabling(new Set(["e", "b"]), true)(DOCUMENT);
  expect(neededFor(without, "d", {})).toEqual(new Set(["c", "d"]));
});

test("what is edited stands over what is pinned, what is for one run over both, and the step itself runs", () => {
  const results = {
    pinned: { a: [["out", 1]], b: [["out", 1]], gone: [["out", 1]], d: [["out", 1]] },
    edited: { b: [["out", 2]], c: [["out", 2]] },
  } as const;
  expect(standing(DOCUMENT, results, { nodeId: "d", instead: { c: [["out", 3]] } })).toEqual({
    a: [["out", 1]],
    b: [["out", 2]],
    c: [["out", 3]],
  });
});

test("a step lacks input while a source has given nothing, or something outdated", () => {
  const given = { from_c: 1, from_e: 2 };
  expect(lacksInput(DOCUMENT, "d", given, new Set())).toBe(false);
  expect(lacksInput(DOCUMENT, "d", { from_c: 1 }, new Set())).toBe(true);
  expect(lacksInput(DOCUMENT, "d", given, new Set(["e"]))).toBe(true);
  expect(lacksInput(disabling(new Set(["e"]), true)(DOCUMENT), "d", { from_c: 1 }, new Set())).toBe(false);
});
