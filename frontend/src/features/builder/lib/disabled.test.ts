import { describe, expect, it } from "vitest";
import { copyAt } from "@/features/builder/lib/clipboard";
import { areDisabled, disabling, isCut, isDisabled } from "@/features/builder/lib/disabled";
import { fragmentOf } from "@/features/builder/lib/edit";
import type { BuilderDocument } from "@/features/builder/types";

const DOCUMENT: BuilderDocument = {
  name: "",
  description: "",
  instructions: "",
  settings: {},
  nodes: ["a", "b", "c"].map((id) => ({
    id,
    blockId: "x",
    inputDefault: {},
    metadata: {},
    settings: { timeout_seconds: 3 },
  })),
  links: [{ id: "l", sourceId: "a", sourceName: "o", sinkId: "b", sinkName: "i", isStatic: false }],
};
const [LINK] = DOCUMENT.links;
const AB = new Set(["a", "b"]);

function off(document: BuilderDocument): string[] {
  return document.nodes.filter(isDisabled).map((node) => node.id);
}

describe("disabling", () => {
  it("switches several nodes, keeps their other settings, and comes back to the same", () => {
    const done = disabling(AB, true)(DOCUMENT);
    expect(off(done)).toEqual(["a", "b"]);
    expect(done.nodes[0]?.settings).toEqual({ timeout_seconds: 3, is_disabled: true });
    expect(done.nodes[2]).toBe(DOCUMENT.nodes[2]);
    expect(disabling(AB, false)(done)).toEqual(DOCUMENT);
  });

  it("changes nothing where nothing is to change", () => {
    expect(disabling(AB, false)(DOCUMENT)).toBe(DOCUMENT);
  });

  it("is a toggle that disables unless all are disabled", () => {
    const one = disabling(new Set(["a"]), true)(DOCUMENT);
    expect(areDisabled(one, AB)).toBe(false);
    expect(areDisabled(one, new Set(["a"]))).toBe(true);
    expect(areDisabled(one, new Set())).toBe(false);
  });

  it("cuts the links at both ends, and is copied with the nodes", () => {
    const done = disabling(new Set(["b"]), true)(DOCUMENT);
    const nodes = new Map(done.nodes.map((node) => [node.id, node]));
    expect(LINK && isCut(LINK, nodes)).toBe(true);
    expect(LINK && isCut(LINK, new Map(DOCUMENT.nodes.map((node) => [node.id, node])))).toBe(false);
    const copy = copyAt(fragmentOf(done, AB), { x: 0, y: 0 });
    expect(copy.nodes.map(isDisabled)).toEqual([false, true]);
  });
});
