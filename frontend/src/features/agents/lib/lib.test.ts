import { describe, expect, it } from "vitest";
import type { GraphRead, ImportReport } from "@/api/schema";
import { copyOf } from "@/features/agents/lib/copyOf";
import { exportName } from "@/features/agents/lib/exportName";
import { importBody, nodesOf, readAgent } from "@/features/agents/lib/readAgent";
import { reportLines } from "@/features/agents/lib/reportLines";

const NOTHING = { nodes: {}, links: [], graph: [] };

describe("readAgent", () => {
  it("takes an agent, also one that is wrapped", () => {
    expect(readAgent('{"nodes": []}')).toEqual({ file: { nodes: [] } });
    expect(readAgent('{"graph": {"nodes": []}}')).toEqual({ file: { graph: { nodes: [] } } });
  });

  it("takes several agents in one file", () => {
    expect(readAgent('{"agents": [{"nodes": []}]}')).toEqual({ file: { agents: [{ nodes: [] }] } });
  });

  it("says what else it is", () => {
    expect(readAgent("{")).toMatchObject({ code: "not_json" });
    expect(readAgent("[]")).toEqual({ code: "not_agent" });
    expect(readAgent('{"nodes": 1}')).toEqual({ code: "not_agent" });
    expect(readAgent("null")).toEqual({ code: "not_agent" });
  });
});

describe("importBody", () => {
  it("is the file as it is, or with what was chosen beside it", () => {
    const file = { nodes: [] };
    expect(importBody(file, {})).toBe(file);
    expect(importBody(file, { openai: "c-1" })).toEqual({ graph: file, credentials: { openai: "c-1" } });
    expect(importBody({ graph: file, source: "x" }, { openai: "c-1" })).toEqual({
      graph: file,
      credentials: { openai: "c-1" },
    });
  });
});

describe("nodesOf", () => {
  it("gives the nodes of one agent", () => {
    const node = { id: 7, metadata: { customized_name: "Ask" } };
    expect(nodesOf({ graph: { nodes: [node, 3] } })).toEqual([{ id: "7", metadata: node.metadata }]);
    expect(nodesOf({ agents: [{ nodes: [node] }] })).toEqual([]);
  });
});

describe("exportName", () => {
  it("is what the server proposes, but never a path", () => {
    expect(exportName('attachment; filename="greeter-v3.json"')).toBe("greeter-v3.json");
    expect(exportName('attachment; filename="../../etc/passwd"')).toBe("-..-etc-passwd");
    expect(exportName(null)).toBe("agent.json");
  });
});

describe("reportLines", () => {
  it("lists unknown blocks once, then problems, credentials and notes, by the names of nodes", () => {
    const report: ImportReport = {
      is_draft: true,
      can_run: false,
      unknown_blocks: { "b-1": ["a"] },
      credentials: { c: [{ field: "credentials", providers: ["github", "gitlab"], is_optional: true }] },
      problems: {
        nodes: { a: { block_id: "Unknown." }, b: { text: "Missing." } },
        links: [],
        graph: ["Empty."],
      },
      notes: { nodes: {}, links: [{ index: 0, field: "sink_id", message: "Left out." }], graph: [] },
    };
    const nodes = [
      { id: "a", metadata: { customized_name: "Ask" } },
      { id: "b", metadata: {} },
      { id: "c", metadata: null },
    ];
    const found = reportLines(report, nodes).map((one) => [one.kind, one.place, one.field, one.message]);
    expect(found).toEqual([
      ["unknown", "Ask", null, "b-1"],
      ["problem", "b", "text", "Missing."],
      ["problem", null, null, "Empty."],
      ["credential", "c", "credentials", "github\ngitlab"],
      ["note", null, null, "Left out."],
    ]);
  });

  it("is empty for an agent that is known whole", () => {
    const report = { is_draft: false, can_run: true, unknown_blocks: {}, credentials: {} };
    expect(reportLines({ ...report, problems: NOTHING, notes: NOTHING }, [])).toEqual([]);
  });
});

describe("copyOf", () => {
  it("keeps everything but the name, and a draft a draft", () => {
    const graph = {
      name: "A",
      description: "d",
      instructions: "i",
      recommended_schedule_cron: "",
      nodes: [
        {
          id: "n",
          block_id: "b",
          input_default: { x: 1 },
          metadata: { position: { x: 1, y: 2 } },
          settings: {},
        },
      ],
      links: [],
      settings: { on_error: "stop" },
      is_draft: true,
      label: "not copied",
    } as unknown as GraphRead;
    const copied = copyOf(graph, "B");
    expect(copied).toMatchObject({
      name: "B",
      description: "d",
      draft: true,
      settings: { on_error: "stop" },
    });
    expect(copied.nodes).toEqual(graph.nodes);
    expect(copied.label).toBe("");
  });
});
