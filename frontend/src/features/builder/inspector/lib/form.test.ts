import { expect, test } from "vitest";
import type { BlockRead } from "@/api/schema";
import { link, setInput, setNodeSettings, setTitle, unlink } from "@/features/builder/inspector/lib/changes";
import { formPins, pathText, sourceOf } from "@/features/builder/inspector/lib/form";
import { inputsOf, missing, outputsOf, remembered } from "@/features/builder/run/lib/inputs";
import type { Blocks, BuilderDocument, BuilderNode } from "@/features/builder/types";

function block(slug: string, kind: string, properties: object, required: string[] = []): BlockRead {
  const input_schema = { type: "object", properties, required };
  return { slug, name: `Block ${slug}`, kind, input_schema, output_schema: {} } as unknown as BlockRead;
}

const WRITER = block(
  "writer",
  "standard",
  {
    mode: { type: "string", default: "short" },
    length: { type: "integer", minimum: 1, depends_on: { mode: ["long"] } },
    tone: { type: "string", advanced: true, default: "calm" },
    prompt: { type: "string", minLength: 1 },
    values: { type: "object" },
  },
  ["prompt"],
);
const INPUT = block("input", "input", { name: { type: "string" }, value: { type: "string", default: null } });
const OUTPUT = block("output", "output", { name: { type: "string" }, value: {} });
const BLOCKS: Blocks = new Map([WRITER, INPUT, OUTPUT].map((one) => [one.slug, one]));

function node(id: string, blockId: string, inputDefault: Record<string, unknown> = {}): BuilderNode {
  return { id, blockId, inputDefault, metadata: {}, settings: {} };
}

function graph(...nodes: BuilderNode[]): BuilderDocument {
  return { name: "", description: "", instructions: "", settings: {}, nodes, links: [] };
}

test("required parameters stand first, and those that do not apply are left out", () => {
  const pins = formPins(node("w", "writer"), WRITER, []);
  expect(pins.map((pin) => pin.name)).toEqual(["prompt", "mode", "tone", "values"]);
  expect(pins.filter((pin) => pin.isAdvanced).map((pin) => pin.name)).toEqual(["tone"]);
  expect(pins[0]?.problem).toEqual({ code: "missing" });
  const long = formPins(node("w", "writer", { mode: "long", length: 0, tone: "loud" }), WRITER, []);
  expect(long.find((pin) => pin.name === "length")?.problem).toEqual({ code: "too_small", limit: 1 });
});

test("a linked parameter shows its source and has no problem of its own", () => {
  const ends = { sourceId: "i", sourceName: "result_#_a_$_0", sinkId: "w", sinkName: "prompt" };
  const document = link(ends, BLOCKS)(setTitle("i", "Topic")(graph(node("i", "input"), node("w", "writer"))));
  const [prompt] = formPins(node("w", "writer"), WRITER, document.links);
  expect(prompt?.problem).toBeNull();
  expect(prompt?.link && sourceOf(prompt.link, document, BLOCKS)).toEqual({
    node: "Topic",
    pin: "result.a[0]",
  });
});

test("parts that are linked in are told of their parameter", () => {
  const ends = { sourceId: "i", sourceName: "result", sinkId: "w", sinkName: "values_#_name" };
  const { links } = link(ends, BLOCKS)(graph(node("i", "input"), node("w", "writer")));
  const values = formPins(node("w", "writer"), WRITER, links).find((pin) => pin.name === "values");
  expect(values?.partLinks.map((one) => pathText(one.sinkName))).toEqual(["values.name"]);
  expect(values?.link).toBeNull();
});

test("another link into the same place replaces the one before", () => {
  const ends = { sourceId: "i", sourceName: "result", sinkId: "w", sinkName: "prompt" };
  const once = link(ends, BLOCKS)(graph(node("i", "input"), node("w", "writer")));
  expect(link(ends, BLOCKS)(once)).toBe(once);
  const again = link({ ...ends, sourceName: "other" }, BLOCKS)(once);
  expect(again.links.map((one) => one.sourceName)).toEqual(["other"]);
  expect(unlink(again.links[0]?.id ?? "")(again).links).toEqual([]);
});

test("changes that change nothing give the same document", () => {
  const document = graph(node("w", "writer", { prompt: "Hi" }));
  expect(setInput("w", "prompt", "Hi")(document)).toBe(document);
  expect(setInput("w", "mode", undefined)(document)).toBe(document);
  expect(setInput("nobody", "mode", 1)(document)).toBe(document);
  expect(setTitle("w", "")(document)).toBe(document);
  expect(setNodeSettings("w", { timeout_seconds: undefined })(document)).toBe(document);
});

test("a value that is taken away leaves the default", () => {
  const document = setInput("w", "prompt", undefined)(graph(node("w", "writer", { prompt: "Hi" })));
  expect(document.nodes[0]?.inputDefault).toEqual({});
});

test("an agent asks for its input blocks by name, and gives its output blocks", () => {
  const document = graph(
    node("1", "input", { name: "topic", description: "What about?" }),
    node("2", "input", { name: "tone", value: "calm", options: ["calm", "loud"] }),
    node("3", "input"),
    node("4", "output", { name: "report" }),
  );
  const pins = inputsOf(document, BLOCKS);
  expect(pins.map((pin) => [pin.name, pin.isRequired])).toEqual([
    ["topic", true],
    ["tone", false],
  ]);
  expect(pins[0]?.schema).toMatchObject({ type: "string", title: "topic", description: "What about?" });
  expect(pins[1]?.schema).toMatchObject({ default: "calm", enum: ["calm", "loud"] });
  expect(missing(pins, { topic: "" }).map((pin) => pin.name)).toEqual(["topic"]);
  expect(missing(pins, { topic: "bees" })).toEqual([]);
  expect(outputsOf(document, BLOCKS).map((pin) => pin.name)).toEqual(["report"]);
});

test("what cannot be read is not remembered", () => {
  expect([remembered(null), remembered("oops"), remembered("[1]"), remembered('{"a":1}')]).toEqual([
    {},
    {},
    {},
    { a: 1 },
  ]);
});
