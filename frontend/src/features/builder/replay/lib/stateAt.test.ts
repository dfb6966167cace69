import { expect, test } from "vitest";
import type { BlockRead, NodeExecutionRead } from "@/api/schema";
import { toPin } from "@/features/builder/replay/lib/debugging";
import { momentsOf, spanOf, stateAt } from "@/features/builder/replay/lib/stateAt";

const T0 = Date.parse("2026-11-21T10:00:00Z");

function row(node: string, index: number, [queued, started, ended]: (number | null)[]): NodeExecutionRead {
  const at = (seconds: number | null | undefined) =>
    seconds == null ? null : new Date(T0 + seconds * 1000).toISOString();
  return {
    id: `${node}${index}`,
    node_id: node,
    block_id: node,
    index,
    wave: index,
    status: "COMPLETED",
    input: {},
    outputs: [["out", index]],
    error: null,
    error_code: "",
    origin: "run",
    caller_id: null,
    child_execution_id: null,
    cost: "1",
    tokens_in: 0,
    tokens_out: 0,
    tokens_cached: 0,
    attempts: 1,
    queued_at: at(queued),
    started_at: at(started),
    ended_at: at(ended),
  };
}

const ROWS = [row("a", 0, [0, 1, 2]), row("b", 1, [2, 5, 6]), row("b", 0, [2, 3, 4])];

test("a run lasts from the first thing that happened to the last", () => {
  expect(spanOf(ROWS)).toEqual({ from: T0, to: T0 + 6000 });
  expect(spanOf([])).toBeNull();
  expect(momentsOf(ROWS)).toEqual([1, 2, 3, 4, 5, 6].map((second) => T0 + second * 1000));
});

test("at each moment the steps stand as they stood then", () => {
  const statuses = (second: number) => {
    const nodes = stateAt(ROWS, T0 + second * 1000);
    return Object.fromEntries(Object.entries(nodes).map(([id, run]) => [id, [run.status, run.firings]]));
  };
  expect(stateAt(ROWS, T0 - 1)).toEqual({});
  expect(statuses(0)).toEqual({ a: ["QUEUED", 1] });
  expect(statuses(1)).toEqual({ a: ["RUNNING", 1] });
  expect(statuses(3)).toEqual({ a: ["COMPLETED", 1], b: ["RUNNING", 2] });
  expect(statuses(6)).toEqual({ a: ["COMPLETED", 1], b: ["COMPLETED", 2] });
});

test("what was not given yet is not shown yet", () => {
  const { b } = stateAt(ROWS, T0 + 4500);
  expect(b?.list.map((firing) => firing.outputs)).toEqual([[["out", 0]], null]);
  expect(b?.sent).toEqual({ out: 1 });
});

test("what reaches outside and did not fail is pinned, with what it gave last", () => {
  const block = (pure: boolean) => ({ pure, kind: "standard" }) as unknown as BlockRead;
  const blocks = new Map([
    ["a", block(true)],
    ["b", block(false)],
    ["c", block(false)],
  ]);
  const nodes = ["a", "b", "c"].map((id) => ({
    id,
    blockId: id,
    inputDefault: {},
    metadata: {},
    settings: {},
  }));
  const rows = [row("a", 0, [0, 0, 1]), row("b", 0, [0, 0, 1]), row("b", 1, [0, 0, 1])];
  const failed = { ...row("c", 0, [0, 0, 1]), status: "FAILED" as const };
  expect(toPin([...rows, failed], { nodes }, blocks)).toEqual({ b: [["out", 1]] });
});
