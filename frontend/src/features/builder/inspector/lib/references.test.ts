import { expect, test } from "vitest";
import type { BlockRead } from "@/api/schema";
import { references } from "@/features/builder/inspector/lib/references";
import { disabling } from "@/features/builder/lib/disabled";
import type { Firing } from "@/features/builder/store/run";
import type { Blocks, BuilderDocument } from "@/features/builder/types";

const BLOCK = {
  name: "Fetch",
  kind: "standard",
  input_schema: {},
  output_schema: {
    properties: {
      out: { type: "object", properties: { promised: { type: "string" } } },
      list: { type: "array", items: { type: "object", properties: { id: {} } } },
      error: { type: "string" },
    },
  },
} as unknown as BlockRead;
const BLOCKS: Blocks = new Map([["x", BLOCK]]);
const DOCUMENT: BuilderDocument = {
  name: "",
  description: "",
  instructions: "",
  settings: {},
  nodes: ["far", "near", "here", "after"].map((id) => ({
    id,
    blockId: "x",
    inputDefault: {},
    metadata: { customized_name: id },
    settings: {},
  })),
  links: [
    ["near", "here"],
    ["here", "after"],
  ].map(([sourceId = "", sinkId = ""], place) => ({
    id: String(place),
    sourceId,
    sourceName: "out",
    sinkId,
    sinkName: "in",
    isStatic: false,
  })),
};

function offered(typed: string, outputs: [string, unknown][] = [], document = DOCUMENT) {
  const here = document.nodes.find((node) => node.id === "here");
  const nodes = { near: { list: [{ outputs } as unknown as Firing] } };
  return here === undefined ? [] : references(here, document, BLOCKS, { nodes, pinned: {} }, typed);
}

test("what feeds the step comes first, what it feeds and its errors never", () => {
  expect(offered("").map((one) => one.text)).toEqual([
    "near › out",
    "near › out.promised",
    "near › list",
    "near › list[0]",
    "near › list[0].id",
    "far › out",
    "far › out.promised",
    "far › list",
    "far › list[0]",
    "far › list[0].id",
  ]);
});

test("parts are those of the last value, and can be looked for by words", () => {
  const gave: [string, unknown][] = [["out", { user: { name: "Ada", tags: ["x", "y"] }, "odd_#_key": 1 }]];
  expect(offered("near user", gave).map(({ pin, value }) => [pin, value])).toEqual([
    ["out_#_user", { name: "Ada", tags: ["x", "y"] }],
    ["out_#_user_#_name", "Ada"],
    ["out_#_user_#_tags", ["x", "y"]],
    ["out_#_user_#_tags_$_0", "x"],
    ["out_#_user_#_tags_$_1", "y"],
  ]);
  expect(offered("odd", gave)).toEqual([]);
  expect(offered("NEAR › name", gave).map((one) => one.text)).toEqual(["near › out.user.name"]);
});

test("disabled steps give nothing", () => {
  const without = disabling(new Set(["near"]), true)(DOCUMENT);
  expect(offered("near", [], without)).toEqual([]);
});
