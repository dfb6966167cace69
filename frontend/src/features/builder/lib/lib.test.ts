import { describe, expect, it } from "vitest";
import type { BlockRead, GraphRead } from "@/api/schema";
import { aligned } from "@/features/builder/lib/align";
import { canConnect } from "@/features/builder/lib/canConnect";
import { asText, copyAt, readText } from "@/features/builder/lib/clipboard";
import { adding, inserting, linking, makeNode, moving, removing, titling } from "@/features/builder/lib/edit";
import { fit } from "@/features/builder/lib/fit";
import { followers, openOutput, partners } from "@/features/builder/lib/fitting";
import { fromApi } from "@/features/builder/lib/fromApi";
import { grouping, groupsOf, namingGroup } from "@/features/builder/lib/groups";
import { inputPins, splitPin } from "@/features/builder/lib/pins";
import { freeBeside, positionOf } from "@/features/builder/lib/place";
import { quickOffers } from "@/features/builder/lib/quickOffers";
import { replacing } from "@/features/builder/lib/replaceBlock";
import { searchBlocks } from "@/features/builder/lib/searchBlocks";
import { linkedPins, shownPins } from "@/features/builder/lib/shownPins";
import { extraction, withSubAgent } from "@/features/builder/lib/subAgent";
import { toApi } from "@/features/builder/lib/toApi";
import { neighbour, stream } from "@/features/builder/lib/walk";
import type { Blocks, BuilderDocument } from "@/features/builder/types";

const TEXT = { type: "string" };
const ANY = {};

function block(slug: string, inputs: object, outputs: object, more: Partial<BlockRead> = {}): BlockRead {
  const schema = (properties: object, required: string[]) => ({ type: "object", properties, required });
  return {
    id: slug,
    slug,
    aliases: [],
    name: slug,
    description: "",
    category: "BASIC",
    categories: ["BASIC"],
    kind: "standard",
    version: 1,
    pure: true,
    static_output: false,
    is_sensitive: false,
    providers: [],
    scopes: [],
    cost: "0",
    prices: [],
    input_schema: schema(inputs, Object.keys(inputs).slice(0, 1)),
    output_schema: schema({ ...outputs, error: TEXT }, []),
    ...more,
  };
}

const LIST = [
  block("agent.input", { name: TEXT, value: ANY }, { result: ANY }, { kind: "input", static_output: true }),
  block("agent.output", { name: TEXT, value: ANY }, { output: ANY }, { kind: "output" }),
  block("agent.run_agent", { graph_id: TEXT }, {}, { kind: "agent" }),
  block("basic.note", { text: TEXT }, {}, { kind: "note" }),
  block("text.upper", { text: TEXT, sign: TEXT }, { output: TEXT }),
  block("text.lower", { text: TEXT }, { output: TEXT }),
  block("math.add", { a: { type: "number" }, b: { type: "number" } }, { sum: { type: "number" } }),
  block(
    "text.fill",
    { values: { type: "object", additionalProperties: true }, format: TEXT },
    { output: TEXT },
  ),
  block("ai.tools", { prompt: TEXT }, { tools: ANY }),
];
const BLOCKS: Blocks = new Map(LIST.map((one) => [one.slug, one]));

const node = (id: string, slug: string, x = 0, y = 0, values: Record<string, unknown> = {}) => ({
  id,
  block_id: slug,
  input_default: values,
  metadata: { position: { x, y } },
  settings: {},
});
const link = (from: string, to: string) => {
  const [[source, output = ""], [sink, input = ""]] = [from.split("."), to.split(".")];
  return {
    id: `${from}-${to}`,
    source_id: source,
    source_name: output,
    sink_id: sink,
    sink_name: input,
    is_static: false,
  };
};
const chain = () =>
  fromApi({
    name: "Chain",
    nodes: [
      node("in", "agent.input", 0, 0, { name: "word" }),
      node("up", "text.upper", 300, 0),
      node("low", "text.lower", 300, 300),
      node("out", "agent.output", 600, 0, { name: "said" }),
    ],
    links: [link("in.result", "up.text"), link("in.result", "low.text"), link("up.output", "out.value")],
  });
const ends = (from: string, to: string) => {
  const { source_id, source_name, sink_id, sink_name } = link(from, to);
  return { sourceId: source_id ?? "", sourceName: source_name, sinkId: sink_id ?? "", sinkName: sink_name };
};
const codeOf = (document: BuilderDocument, from: string, to: string) =>
  canConnect(document, BLOCKS, ends(from, to)).code;

describe("documents and the API", () => {
  it("lose nothing on the way there and back", () => {
    const given = {
      name: "A",
      description: "b",
      instructions: "c",
      recommended_schedule_cron: "0 8 * * *",
      nodes: [
        {
          ...node("n", "text.upper", 1, 2, { text: "x" }),
          metadata: { position: { x: 1, y: 2 }, mine: [1] },
          settings: { timeout_seconds: 3 },
        },
      ],
      links: [{ ...link("n.output", "n.text"), is_static: true }],
      settings: { safe_mode: true },
    };
    expect(toApi(fromApi(given))).toEqual(given);
  });

  it("give a place to nodes from where there are none, each behind what feeds it, circles too", () => {
    const bare = (id: string) => ({ id, block_id: "text.upper" });
    const { nodes } = fromApi({
      nodes: ["a", "b", "c"].map(bare),
      links: [link("a.output", "b.text"), link("b.output", "a.text")],
    });
    const [a, b, c] = nodes.map(positionOf);
    expect(new Set(nodes.map((one) => JSON.stringify(positionOf(one)))).size).toBe(3);
    expect(a?.x).not.toBe(b?.x);
    expect(c?.x).toBe(0);
  });
});

describe("connecting", () => {
  it("tells how values fit", () => {
    expect(fit(TEXT, TEXT)).toBe("exact");
    expect(fit({ type: "integer" }, { type: "number" })).toBe("exact");
    expect(fit({ type: "number" }, TEXT)).toBe("converted");
    expect(fit(ANY, TEXT)).toBe("open");
    expect(fit(TEXT, { type: "array", items: TEXT })).toBe("converted");
    expect(fit(TEXT, { anyOf: [{ type: "null" }, { type: "number" }] })).toBe("unlikely");
    expect(fit({ enum: ["a"] }, { enum: ["a", "b"] })).toBe("exact");
    expect(fit({ type: "object" }, TEXT)).toBe("unlikely");
  });

  it("refuses what the engine would, by a code", () => {
    const document = chain();
    expect(codeOf(document, "in.result", "up.text")).toBe("duplicate");
    expect(codeOf(document, "in.nothing", "up.sign")).toBe("no_such_pin");
    expect(codeOf(document, "up.output", "up.sign")).toBe("waits_for_itself");
    expect(codeOf(document, "up.output", "up.text")).toBe("exact");
    const more = adding({
      nodes: fromApi({
        nodes: [
          node("note", "basic.note"),
          node("no", "gone"),
          node("fill", "text.fill"),
          node("ai", "ai.tools"),
        ],
      }).nodes,
      links: [],
    })(document);
    expect(codeOf(more, "up.output", "note.text")).toBe("note");
    expect(codeOf(more, "up.output", "no.text")).toBe("unknown_block");
    expect(codeOf(more, "up.output", "fill.values")).toBe("unlikely");
    expect(codeOf(more, "up.output", "fill.values_#_word")).toBe("open");
    expect(codeOf(more, "up.output", "fill.values_$_99999")).toBe("bad_index");
    expect(codeOf(more, "ai.tools", "up.sign")).toBe("tool");
  });

  it("lists partners that are not linked yet, and blocks that could follow", () => {
    const found = partners(chain(), BLOCKS, { nodeId: "up", pin: "output", side: "source" });
    expect(found.map(({ node: { id }, pin }) => `${id}.${pin.name}`)).toEqual(["low.text"]);
    const next = followers(chain(), BLOCKS, LIST, { nodeId: "up", pin: "output", side: "source" });
    expect(next.map((one) => `${one.block.slug}.${one.pin}`)).toContain("agent.output.value");
    expect(next.map((one) => one.block.slug)).not.toContain("agent.input");
  });

  it("reads pin names with paths", () => {
    expect(splitPin("values_#_a_b_$_0")).toEqual({
      base: "values",
      path: [
        { kind: "#", key: "a_b" },
        { kind: "$", key: "0" },
      ],
    });
  });
});

describe("changes", () => {
  it("link with what the source's block says of lending, and once", () => {
    const document = linking(ends("in.result", "up.sign"), BLOCKS)(chain());
    expect(document.links.at(-1)?.isStatic).toBe(true);
    expect(linking(ends("in.result", "up.sign"), BLOCKS)(document)).toBe(document);
  });

  it("take links along with their nodes, and leave untouched nodes the same objects", () => {
    const before = chain();
    const after = removing(["up"])(before);
    expect(after.links.map((one) => one.sinkId)).toEqual(["low"]);
    expect(after.nodes[0]).toBe(before.nodes[0]);
    expect(moving(new Map([["up", { x: 300, y: 0 }]]))(before)).toBe(before);
    expect(titling("up", " Loud ")(before).nodes[1]?.metadata.customized_name).toBe("Loud");
    expect(titling("up", "")(titling("up", "Loud")(before)).nodes[1]?.metadata).not.toHaveProperty(
      "customized_name",
    );
  });

  it("insert a node into a link", () => {
    const document = chain();
    const [, , last] = document.links;
    const lower = LIST.find((one) => one.slug === "text.lower");
    if (last === undefined || lower === undefined) throw new Error("the chain changed");
    const made = makeNode(lower, { x: 0, y: 0 });
    const after = inserting(last, made, { input: "text", output: "output" }, BLOCKS)(document);
    expect(after.links.slice(-2).map((one) => [one.sourceId, one.sinkId])).toEqual([
      ["up", made.id],
      [made.id, "out"],
    ]);
  });

  it("replace a block and keep what fits", () => {
    const lower = LIST.find((one) => one.slug === "text.lower");
    if (lower === undefined) throw new Error("no such block");
    const document = linking(ends("low.output", "up.sign"), BLOCKS)(chain());
    const after = replacing("up", lower, BLOCKS)(document);
    expect(after.nodes[1]?.blockId).toBe("text.lower");
    expect(
      after.links.map((one) => `${one.sourceId}.${one.sourceName}-${one.sinkId}.${one.sinkName}`),
    ).toEqual(["in.result-up.text", "in.result-low.text", "up.output-out.value"]);
  });

  it("group nodes under a name", () => {
    const grouped = grouping(["in", "up"], "")(chain());
    const [group] = groupsOf(grouped.nodes);
    expect(group?.members).toEqual(["in", "up"]);
    expect(groupsOf(namingGroup(group?.id ?? "", "Start")(grouped).nodes)[0]?.name).toBe("Start");
  });

  it("align and spread", () => {
    const box = (id: string, x: number) => ({ id, x, y: x, width: 10, height: 10 });
    const boxes = [box("a", 0), box("b", 15), box("c", 90)];
    expect([...aligned(boxes, "left").values()].map(({ x }) => x)).toEqual([0, 0, 0]);
    expect(aligned(boxes, "spread_across").get("b")).toEqual({ x: 45, y: 15 });
  });
});

describe("what a small palette offers", () => {
  const screen = { x: 0, y: 0 };
  const slugs = (list: readonly BlockRead[]) => list.map((one) => one.slug);

  it("has what takes a pin, and says why others do not", () => {
    const quick = {
      kind: "end",
      end: { nodeId: "up", pin: "output", side: "source" },
      at: screen,
      screen,
    } as const;
    const { fitting, others } = quickOffers(quick, chain(), BLOCKS, LIST);
    expect(slugs(fitting)).toContain("text.lower");
    expect(others.map(({ block: one, why }) => [one.slug, why])).toEqual([
      ["agent.input", { code: "takes_nothing" }],
      ["agent.run_agent", { code: "agent" }],
      ["basic.note", { code: "note" }],
      ["math.add", { code: "kind", from: "text", to: "number" }],
    ]);
    expect(fitting.length + others.length).toBe(LIST.length);
  });

  it("has within a link what takes from one end and gives to the other", () => {
    const link = chain().links.at(-1);
    if (link === undefined) throw new Error("the chain changed");
    const { fitting, others } = quickOffers(
      { kind: "link", link, at: screen, screen },
      chain(),
      BLOCKS,
      LIST,
    );
    expect(slugs(fitting)).toContain("text.lower");
    expect(others.find((one) => one.block.slug === "agent.output")?.why).toEqual({ code: "gives_nothing" });
  });

  it("has all where nothing has to fit", () => {
    expect(quickOffers({ kind: "free", at: screen, screen }, chain(), BLOCKS, LIST)).toEqual({
      fitting: LIST,
      others: [],
    });
  });

  it("follows the first output that leads nowhere", () => {
    const document = chain();
    const two = block("logic.if", { value: ANY }, { yes: ANY, no: ANY });
    const branch = makeNode(two, { x: 0, y: 0 });
    const blocks = new Map([...BLOCKS, [two.slug, two]]);
    const grown = adding({ nodes: [branch], links: [] })(document);
    expect(openOutput(grown, branch, two)?.pin).toBe("yes");
    const linked = linking({ ...ends("x.yes", "low.sign"), sourceId: branch.id }, blocks)(grown);
    expect(openOutput(linked, branch, two)?.pin).toBe("no");
    const out = document.nodes.at(-1);
    const output = BLOCKS.get("agent.output");
    if (out === undefined || output === undefined) throw new Error("the chain changed");
    expect(openOutput(document, out, output)).toBeNull();
  });

  it("puts a node beside another, below what stands there", () => {
    const { nodes } = chain();
    const [first] = nodes;
    if (first === undefined) throw new Error("the chain changed");
    expect(freeBeside([first], first, "right")).toEqual({ x: 360, y: 0 });
    const beside = freeBeside(nodes, first, "right");
    expect(beside.x).toBe(360);
    expect(
      nodes.map(positionOf).every((one) => Math.abs(one.x - 360) >= 264 || Math.abs(one.y - beside.y) >= 132),
    ).toBe(true);
  });
});

describe("the clipboard", () => {
  it("brings nodes back under new ids, with the links between them", () => {
    const { nodes, links } = chain();
    const read = readText(asText({ nodes, links }));
    expect(read?.isWholeAgent).toBe(false);
    const copy = copyAt(read?.document ?? chain(), { x: 1000, y: 500 });
    expect(positionOf(copy.nodes[0] ?? { metadata: {} })).toEqual({ x: 1000, y: 500 });
    expect(copy.links).toHaveLength(3);
    expect(copy.nodes.map((one) => one.id)).not.toContain("in");
    expect(copy.links.every((one) => copy.nodes.some((other) => other.id === one.sourceId))).toBe(true);
  });

  it("takes nothing else for nodes", () => {
    for (const text of ["hello", "{", "[]", '{"nodes": []}', '{"nodes": [{"id": "x"}]}'])
      expect(readText(text)).toBeNull();
  });
});

describe("a selection as an agent", () => {
  it("has what came in as inputs and what left as outputs, and is run by one node", () => {
    const document = chain();
    const taken = extraction(document, new Set(["up", "low"]), BLOCKS, "Part");
    if (typeof taken === "string") throw new Error(taken);
    const { child } = taken;
    expect(child.nodes.map((one) => [one.blockId, one.inputDefault.name])).toEqual([
      ["agent.input", "text"],
      ["text.upper", undefined],
      ["text.lower", undefined],
      ["agent.output", "output"],
    ]);
    expect(child.links).toHaveLength(3);
    const agent = { id: "g", name: "Part", version: 1, input_schema: {}, output_schema: {} } as GraphRead;
    const done = withSubAgent(document, taken, agent, BLOCKS);
    expect(done?.document.nodes.map((one) => one.blockId)).toEqual([
      "agent.input",
      "agent.run_agent",
      "agent.output",
    ]);
    expect(done?.document.links.map((one) => [one.sourceName, one.sinkName])).toEqual([
      ["result", "text"],
      ["output", "value"],
    ]);
  });

  it("says why it cannot be", () => {
    expect(extraction(chain(), new Set(), BLOCKS, "x")).toBe("nothing");
    expect(extraction(chain(), new Set(["in"]), BLOCKS, "x")).toBe("holds_inputs");
  });
});

describe("walking and finding", () => {
  it("goes along links and among siblings", () => {
    const document = chain();
    expect(neighbour(document, "in", "right")).toBe("up");
    expect(neighbour(document, "out", "left")).toBe("up");
    expect(neighbour(document, "up", "down")).toBe("low");
    expect(neighbour(document, "low", "up")).toBe("up");
    expect([...stream(document, ["up"], "left")]).toEqual(["up", "in"]);
  });

  it("puts names before descriptions", () => {
    const other = block("x", {}, {}, { name: "Else", description: "not text.upper" });
    expect(searchBlocks([other, ...LIST], "text.upper").map((one) => one.slug)).toEqual(["text.upper", "x"]);
    expect(searchBlocks(LIST, "nothing like it")).toEqual([]);
  });

  it("shows linked, required and set pins, the same list for the same links", () => {
    const document = chain();
    const up = document.nodes[1];
    const upper = BLOCKS.get("text.upper");
    if (up === undefined || upper === undefined) throw new Error("the chain changed");
    const linked = linkedPins(document.links, "up");
    expect(linkedPins([...document.links], "up")).toBe(linked);
    const shown = shownPins(up, upper, linked, false);
    expect(shown.inputs.map((pin) => pin.name)).toEqual(["text", "sign"]);
    expect(shown.hidden).toBe(1); // the pin of errors
    expect(shown.outputs.map((pin) => pin.name)).toEqual(["output"]);
    expect(shownPins(up, upper, linked, true).outputs.map((pin) => pin.name)).toEqual(["output", "error"]);
    expect(inputPins(up, upper)).toBe(inputPins(up, upper));
  });
});
