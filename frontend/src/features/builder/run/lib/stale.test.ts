import { expect, test } from "vitest";
import { staleNodes } from "@/features/builder/run/lib/stale";
import { setInput, setTitle, unlink } from "@/features/builder/inspector/lib/changes";
import type { BuilderDocument } from "@/features/builder/types";

const IDS = ["a", "b", "c", "d"];
const RAN: BuilderDocument = {
  name: "",
  description: "",
  instructions: "",
  settings: {},
  nodes: IDS.map((id) => ({ id, blockId: "x", inputDefault: {}, metadata: {}, settings: {} })),
  links: [
    ["a", "b"],
    ["b", "c"],
    ["c", "b"], // a loop
  ].map(([sourceId = "", sinkId = ""], place) => ({
    id: String(place),
    sourceId,
    sourceName: "out",
    sinkId,
    sinkName: "in",
    isStatic: false,
  })),
};
const OF_ALL = Object.fromEntries(IDS.map((id) => [id, RAN]));

test("nothing is stale while the document is what ran", () => {
  expect(staleNodes(RAN, OF_ALL, IDS)).toEqual(new Set());
});

test("a changed value makes its step stale and all behind it, through loops too", () => {
  expect(staleNodes(setInput("a", "in", 1)(RAN), OF_ALL, IDS)).toEqual(new Set(["a", "b", "c"]));
  expect(staleNodes(setInput("d", "in", 1)(RAN), OF_ALL, IDS)).toEqual(new Set(["d"]));
});

test("a link that is gone makes stale what it fed", () => {
  expect(staleNodes(unlink("0")(RAN), OF_ALL, IDS)).toEqual(new Set(["b", "c"]));
});

test("a title, a place and an undone change make nothing stale", () => {
  expect(staleNodes(setTitle("a", "First")(RAN), OF_ALL, IDS)).toEqual(new Set());
  const undone = setInput("a", "in", undefined)(setInput("a", "in", 1)(RAN));
  expect(staleNodes(undone, OF_ALL, IDS)).toEqual(new Set());
});

test("what follows an edited value is stale", () => {
  expect(staleNodes(RAN, OF_ALL, IDS, ["a"])).toEqual(new Set(["a", "b", "c"]));
});

test("a step that ran alone since counts by what it ran with", () => {
  const now = setInput("a", "in", 1)(RAN);
  expect(staleNodes(now, { ...OF_ALL, a: now }, IDS)).toEqual(new Set());
});

test("a step without a result is not stale, and one of unknown origin is not either", () => {
  expect(staleNodes(setInput("a", "in", 1)(RAN), OF_ALL, ["c"])).toEqual(new Set(["c"]));
  expect(staleNodes(setInput("a", "in", 1)(RAN), {}, IDS)).toEqual(new Set());
});
