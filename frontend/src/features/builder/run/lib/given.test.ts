import { expect, test } from "vitest";
import { linkedValues, listedValues } from "@/features/builder/run/lib/given";
import { readPinned } from "@/features/builder/run/lib/pinned";
import type { Firing } from "@/features/builder/store/run";
import type { BuilderDocument } from "@/features/builder/types";

const DOCUMENT: BuilderDocument = {
  name: "",
  description: "",
  instructions: "",
  settings: {},
  nodes: ["a", "b"].map((id) => ({ id, blockId: "x", inputDefault: {}, metadata: {}, settings: {} })),
  links: [
    ["out", "text"],
    ["out_#_user_#_name", "values_#_name"],
    ["list_$_-1", "last"],
    ["none", "missing"],
  ].map(([sourceName = "", sinkName = ""], place) => ({
    id: String(place),
    sourceId: "a",
    sourceName,
    sinkId: "b",
    sinkName,
    isStatic: false,
  })),
};

function gave(...outputs: [string, unknown][]) {
  return { a: { list: [{ outputs } as unknown as Firing] } };
}

test("a step alone is given what its sources gave last, with parts", () => {
  const nodes = gave(["out", "old"], ["out", { user: { name: "Ada" } }], ["list", [1, 2]]);
  const sink = DOCUMENT.nodes[1];
  expect(sink && linkedValues(sink, DOCUMENT, { nodes, pinned: {} })).toEqual({
    text: { user: { name: "Ada" } },
    "values_#_name": "Ada",
    last: 2,
  });
});

test("what is pinned stands for what was given", () => {
  const sink = DOCUMENT.nodes[1];
  const pinned = { a: [["out", "pinned"]] as const };
  expect(sink && linkedValues(sink, DOCUMENT, { nodes: gave(["out", "old"]), pinned })).toEqual({
    text: "pinned",
  });
});

test("values are listed with the parts of objects under them", () => {
  const nodes = gave(["out", { name: "Ada", "odd_#_key": 1 }], ["n", 1]);
  expect(listedValues(DOCUMENT, { nodes, pinned: {} }).map(({ pin, value }) => [pin, value])).toEqual([
    ["out", { name: "Ada", "odd_#_key": 1 }],
    ["out_#_name", "Ada"],
    ["n", 1],
  ]);
});

test("pinned outputs are pairs of output and value", () => {
  expect(readPinned('[["result", {"a": 1}]]')).toEqual({ outputs: [["result", { a: 1 }]], code: null });
  for (const text of ["", "{}", "[1]", '[["a"]]', "[[1, 2]]"]) expect(readPinned(text).code).toBe("wrong");
  expect(readPinned(JSON.stringify([["a", "x".repeat(800_000)]])).code).toBe("too_large");
});
