import { describe, expect, it } from "vitest";
import type { BlockRead, OpenPointRead, SketchDone } from "@/api/schema";
import { fromApi } from "@/features/builder/lib/fromApi";
import { positionOf } from "@/features/builder/lib/place";
import { arrived } from "@/features/sketch/lib/arrive";
import { changesOf } from "@/features/sketch/lib/changes";
import { linesOf } from "@/features/sketch/lib/lines";
import { isDone } from "@/features/sketch/lib/points";

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  for (const text of texts) yield await Promise.resolve(text);
}

describe("linesOf", () => {
  it("puts lines together that come in pieces, and leaves empty ones out", async () => {
    const found: string[] = [];
    for await (const line of linesOf(pieces('{"a"', ":1}\n\n", '{"b":2}\n{"c"', ":3}"))) found.push(line);
    expect(found).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
  });
});

const node = (id: string, block_id: string, more: object = {}) => ({
  id,
  block_id,
  input_default: {},
  metadata: {},
  settings: {},
  ...more,
});

function graph(...nodes: ReturnType<typeof node>[]): SketchDone["graph"] {
  return { name: "News", description: "What is new.", nodes, links: [] } as unknown as SketchDone["graph"];
}

const point = (kind: OpenPointRead["kind"], more: Partial<OpenPointRead> = {}): OpenPointRead => ({
  kind,
  node_id: "send",
  pin: "",
  providers: [],
  why: "",
  ...more,
});

describe("isDone", () => {
  const slack = {
    slug: "slack.send_message",
    providers: ["slack"],
    input_schema: {},
  } as unknown as BlockRead;
  const block = () => slack;
  const accounts = (...within: string[]) => ({ within: new Set(within), models: new Map<string, string>() });
  const document = (defaults: object = {}, links: object[] = []) =>
    fromApi({ nodes: [node("send", "slack.send_message", { input_default: defaults })], links });

  it("ticks an account off when one is connected or named", () => {
    expect(isDone(point("account"), document(), block, accounts())).toBe(false);
    expect(isDone(point("account"), document(), block, accounts("slack"))).toBe(true);
    expect(isDone(point("account"), document({ credentials: { id: "c" } }), block, accounts())).toBe(true);
  });

  it("ticks a value off when it is set or linked", () => {
    const value = point("value", { pin: "channel" });
    expect(isDone(value, document({ channel: "" }), block, accounts())).toBe(false);
    expect(isDone(value, document({ channel: {} }), block, accounts())).toBe(false);
    expect(isDone(value, document({ channel: "#all" }), block, accounts())).toBe(true);
    const link = { source_id: "a", source_name: "x", sink_id: "send", sink_name: "channel_#_0" };
    expect(isDone(value, document({}, [link]), block, accounts())).toBe(true);
  });

  it("ticks off what belongs to a node that is gone, and never a schedule", () => {
    expect(isDone(point("value", { node_id: "gone" }), document(), block, accounts())).toBe(true);
    expect(isDone(point("trigger"), document(), block, accounts())).toBe(false);
    expect(isDone(point("schedule", { node_id: "" }), document(), block, accounts())).toBe(false);
  });
});

describe("arrived", () => {
  const now = {
    ...fromApi(graph(node("slack", "slack.send_message", { metadata: { position: { x: 400, y: 80 } } }))),
    name: "Mine",
    instructions: "Read me",
  };

  it("keeps what the person wrote, and puts a new node where one went", () => {
    const next = arrived(now, graph(node("discord", "discord.post_message"), node("b", "text.combine")));
    expect([next.name, next.instructions]).toEqual(["Mine", "Read me"]);
    expect(positionOf(next.nodes[0] ?? { metadata: {} })).toEqual({ x: 400, y: 80 });
    expect(next.nodes.every(({ metadata }) => metadata.position !== undefined)).toBe(true);
  });

  it("names an agent that has none yet", () => {
    expect(arrived({ ...now, name: "", nodes: [] }, graph()).name).toBe("News");
  });
});

describe("changesOf", () => {
  const link = (source_name: string) => ({ source_id: "a", source_name, sink_id: "b", sink_name: "text" });
  const before = fromApi({
    nodes: [node("a", "x", { input_default: { url: "1" } }), node("b", "y"), node("old", "z")],
    links: [link("one")],
  });

  it("names what is new, what is gone, and the pins that changed", () => {
    const after = fromApi({
      nodes: [node("a", "x", { input_default: { url: "2" } }), node("b", "y"), node("new", "z")],
      links: [link("two")],
    });
    const found = changesOf(before, after).map(({ kind, node: { id }, pins }) => [kind, id, ...pins]);
    expect(found).toEqual([
      ["changed", "a", "url"],
      ["changed", "b", "text"],
      ["added", "new"],
      ["removed", "old"],
    ]);
  });

  it("finds nothing where only places differ", () => {
    const moved = { ...before, nodes: before.nodes.map((one) => ({ ...one, metadata: {} })) };
    expect(changesOf(before, moved)).toEqual([]);
  });
});
