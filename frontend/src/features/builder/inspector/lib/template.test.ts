import { describe, expect, it } from "vitest";
import type { BlockRead } from "@/api/schema";
import {
  inserted,
  knownNames,
  mapping,
  sampleValues,
  typingAt,
  valuesPinOf,
} from "@/features/builder/inspector/lib/template";
import type { Pin } from "@/features/builder/lib/pins";
import type { BuilderDocument } from "@/features/builder/types";

const BLOCKS = new Map([
  ["in", { kind: "input" } as BlockRead],
  ["fill", { kind: "standard" } as BlockRead],
]);
const DOCUMENT: BuilderDocument = {
  name: "",
  description: "",
  instructions: "",
  settings: {},
  nodes: [
    { id: "who", blockId: "in", inputDefault: { name: "First name" }, metadata: {}, settings: {} },
    {
      id: "fill",
      blockId: "fill",
      inputDefault: { format: "Hi !", values: { fixed: 1 } },
      metadata: {},
      settings: {},
    },
  ],
  links: [
    {
      id: "l",
      sourceId: "page",
      sourceName: "response_#_title",
      sinkId: "fill",
      sinkName: "values_#_title",
      isStatic: false,
    },
  ],
};
const FILL = DOCUMENT.nodes[1] ?? DOCUMENT.nodes[0];
const AT = { textPin: "format", valuesPin: "values", text: "Hi !", caret: 3 };

function pin(name: string, type: string): Pin {
  const rest = { title: name, description: "", isRequired: false, isAdvanced: false, isSecret: false };
  return { name, schema: { type }, ...rest };
}

function mapped(sourceId: string, sourceName: string) {
  const { change, caret } = mapping({ sourceId, sourceName, sinkId: "fill" }, AT, DOCUMENT, BLOCKS);
  const { nodes, links } = change(DOCUMENT);
  const text = nodes.find((node) => node.id === "fill")?.inputDefault.format;
  return { text, caret, linked: links.map((link) => link.sinkName) };
}

describe("templates", () => {
  it("are texts whose block takes values for them", () => {
    const pins = [pin("format", "string"), pin("values", "object"), pin("prompt", "string")];
    expect(valuesPinOf(pins, "format")).toBe("values");
    expect(valuesPinOf(pins, "prompt")).toBeNull();
    expect(valuesPinOf(pins, "values")).toBeNull();
  });

  it("know the name that is typed", () => {
    expect(typingAt("Hi {{ na", 8)).toEqual({ start: 3, typed: "na" });
    expect(typingAt("Hi {{", 5)).toEqual({ start: 3, typed: "" });
    expect(typingAt("Hi {{ name }} and", 17)).toBeNull();
    expect(typingAt("Hi {{ a.b", 9)).toBeNull();
  });

  it("take a name at the caret, in place of what is typed of it", () => {
    expect(inserted("Hi !", 3, "who")).toEqual({ text: "Hi {{ who }}!", caret: 12 });
    expect(inserted("Hi {{ w!", 7, "who")).toEqual({ text: "Hi {{ who }}!", caret: 12 });
    expect(inserted("Hi {{ w }}!", 7, "who")).toEqual({ text: "Hi {{ who }}!", caret: 12 });
  });

  it("link what comes in under a name of its own", () => {
    expect(mapped("who", "result")).toEqual({
      text: "Hi {{ First_name }}!",
      caret: 19,
      linked: ["values_#_title", "values_#_First_name"],
    });
    expect(mapped("other", "out_#_title").linked).toEqual(["values_#_title", "values_#_title_2"]);
    expect(mapped("other", "list_$_0").text).toBe("Hi {{ list }}!");
  });

  it("do not link twice what is linked", () => {
    expect(mapped("page", "response_#_title")).toEqual({
      text: "Hi {{ title }}!",
      caret: 14,
      linked: ["values_#_title"],
    });
  });

  it("know their names, and what those stand for as far as it was seen", () => {
    if (FILL === undefined) throw new Error("no node");
    expect(knownNames(FILL, DOCUMENT, "values")).toEqual(["fixed", "title"]);
    expect(sampleValues(FILL, DOCUMENT, {}, "values")).toEqual({ values: { fixed: 1 }, unknown: ["title"] });
    const linked = { "values_#_title": { $value: "abc", preview: "Once" } };
    expect(sampleValues(FILL, DOCUMENT, linked, "values")).toEqual({
      values: { fixed: 1, title: "Once…" },
      unknown: [],
    });
  });
});
