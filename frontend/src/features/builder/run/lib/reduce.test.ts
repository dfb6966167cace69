import { expect, test } from "vitest";
import type { NodeExecutionRead } from "@/api/schema";
import { EMPTY_VIEW, MOST_FIRINGS, reduced, withRows } from "@/features/builder/run/lib/reduce";
import type { ExecutionEvent } from "@/live/types";

const AT = "2026-11-21T10:00:00Z";
let sequence = 0;

function of(node: string, index: number) {
  sequence += 1;
  return {
    execution_id: "e",
    sequence,
    at: AT,
    node_execution_id: `${node}${index}`,
    node_id: node,
    index,
    wave: 0,
  };
}

const started = (node: string, index = 0): ExecutionEvent => ({
  ...of(node, index),
  type: "node.started",
  status: "RUNNING",
});
const completed = (node: string, outputs: unknown[][] | null, index = 0): ExecutionEvent => ({
  ...of(node, index),
  type: "node.completed",
  status: "COMPLETED",
  outputs,
});
const delta = (node: string, text: string): ExecutionEvent => ({
  ...of(node, 0),
  type: "output.delta",
  pin: "response",
  text,
});

function row(node: string, more: Partial<NodeExecutionRead>): NodeExecutionRead {
  return {
    id: `${node}0`,
    node_id: node,
    block_id: "b",
    index: 0,
    wave: 0,
    status: "COMPLETED",
    input: { text: "in" },
    outputs: [["result", 1]],
    error: null,
    error_code: "",
    origin: "run",
    caller_id: null,
    child_execution_id: null,
    cost: "0.5",
    tokens_in: 2,
    tokens_out: 3,
    tokens_cached: 0,
    attempts: 1,
    queued_at: AT,
    started_at: AT,
    ended_at: AT,
    ...more,
  };
}

test("a node runs, says its text piece by piece, and completes", () => {
  const running = reduced(EMPTY_VIEW, [started("a"), delta("a", "Gra"), delta("a", "phs")]);
  expect(running.status).toBe("RUNNING");
  expect(running.nodes.a).toMatchObject({ status: "RUNNING", firings: 1, streamed: { response: "Graphs" } });
  const done = reduced(running, [completed("a", [["response", "Graphs"]])]);
  expect(done.nodes.a).toMatchObject({ status: "COMPLETED", outputs: [["response", "Graphs"]], endedAt: AT });
});

test("events of one node leave the entries of the others as they are", () => {
  const before = reduced(EMPTY_VIEW, [started("a"), started("b")]);
  const after = reduced(before, [completed("a", [])]);
  expect(after.nodes.b).toBe(before.nodes.b);
  expect(after.nodes.a).not.toBe(before.nodes.a);
});

test("values that went out are counted by pin, each firing once", () => {
  const out = [
    ["item", 1],
    ["item", 2],
    ["error", "x"],
  ];
  const once = completed("a", out);
  const view = reduced(EMPTY_VIEW, [
    started("a"),
    once,
    once,
    started("a", 1),
    completed("a", [["item", 3]], 1),
  ]);
  expect(view.nodes.a?.sent).toEqual({ item: 3, error: 1 });
  expect(view.nodes.a?.firings).toBe(2);
});

test("a node with a firing at work is at work, whatever ended after", () => {
  const view = reduced(EMPTY_VIEW, [started("a", 0), started("a", 1), completed("a", [], 1)]);
  expect(view.nodes.a?.status).toBe("RUNNING");
});

test("what has ended stays ended when older events come", () => {
  const ended = withRows(EMPTY_VIEW, [row("a", {})]);
  const view = reduced({ ...ended, status: "COMPLETED" }, [started("a"), delta("a", "old")]);
  expect(view.nodes.a).toMatchObject({ status: "COMPLETED", streamed: {}, outputs: [["result", 1]] });
  expect(view.status).toBe("COMPLETED");
});

test("rows bring what events leave out, and do not take back what events knew", () => {
  const live = reduced(EMPTY_VIEW, [started("a"), completed("a", null), started("b")]);
  const view = withRows(live, [row("a", {}), row("b", { status: "QUEUED", ended_at: null })]);
  expect(view.nodes.a?.list[0]).toMatchObject({ input: { text: "in" }, outputs: [["result", 1]], tokens: 5 });
  const late = withRows(reduced(live, [completed("b", [])]), [row("b", { status: "RUNNING" })]);
  expect(late.nodes.b?.status).toBe("COMPLETED");
});

test("the run ends, and does not begin again", () => {
  const view = reduced(EMPTY_VIEW, [
    { execution_id: "e", sequence: 1, at: AT, type: "execution.started", status: "RUNNING" },
    { execution_id: "e", sequence: 2, at: AT, type: "execution.failed", status: "FAILED", error: "No." },
    { execution_id: "e", sequence: 3, at: AT, type: "execution.started", status: "RUNNING" },
  ]);
  expect([view.status, view.error]).toEqual(["FAILED", "No."]);
});

test("of very many firings the last are kept, and all are counted", () => {
  const events = Array.from({ length: MOST_FIRINGS + 20 }, (_, index) =>
    completed("a", [["n", index]], index),
  );
  const { a } = reduced(EMPTY_VIEW, events).nodes;
  expect([a?.firings, a?.list.length, a?.sent.n]).toEqual([
    MOST_FIRINGS + 20,
    MOST_FIRINGS,
    MOST_FIRINGS + 20,
  ]);
  expect(a?.list.at(-1)?.outputs).toEqual([["n", MOST_FIRINGS + 19]]);
});
