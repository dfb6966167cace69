import { expect, test } from "vitest";
import type { NodeExecutionRead } from "@/api/schema";
import { scaleOf, ticksOf, timelineOf } from "@/features/runs/lib/timeline";

const ZERO = "2026-11-21T18:00:00.000Z";
const NOW = new Date("2026-11-21T18:00:10.000Z");

function firing(node: string, wave: number, start: number, end: number | null): NodeExecutionRead {
  const at = (ms: number) => new Date(Date.parse(ZERO) + ms).toISOString();
  return {
    id: `${node}-${start}`,
    node_id: node,
    block_id: "b",
    index: 0,
    wave,
    status: end === null ? "RUNNING" : "COMPLETED",
    input: null,
    outputs: null,
    error: null,
    error_code: "",
    origin: "run",
    caller_id: null,
    child_execution_id: null,
    cost: "0",
    tokens_in: 0,
    tokens_out: 0,
    tokens_cached: 0,
    attempts: 1,
    queued_at: at(start - 1),
    started_at: at(start),
    ended_at: end === null ? null : at(end),
  };
}

test("a node has one row, and more where its firings overlap", () => {
  const { bars, nodes, waves, lengthMs } = timelineOf(
    [firing("b", 1, 100, 300), firing("a", 0, 0, 100), firing("b", 1, 200, 400), firing("b", 2, 350, 500)],
    ZERO,
    NOW,
  );
  expect(nodes).toEqual(["a", "b", "b"]);
  expect(bars.map((bar) => [bar.firing.node_id, bar.startMs, bar.row])).toEqual([
    ["a", 0, 0],
    ["b", 100, 1],
    ["b", 200, 2],
    ["b", 350, 1],
  ]);
  expect(waves).toEqual([
    { wave: 0, startMs: 0 },
    { wave: 1, startMs: 100 },
    { wave: 2, startMs: 350 },
  ]);
  expect(lengthMs).toBe(500);
});

test("what has not ended goes on until now", () => {
  expect(timelineOf([firing("a", 0, 1000, null)], ZERO, NOW).bars[0]?.endMs).toBe(10_000);
});

test("steps that are over in a moment are drawn wave by wave", () => {
  const light = [firing("a", 0, 0, 0), firing("b", 1, 0, 0), firing("a", 2, 0, 0), firing("b", 3, 0, 0)];
  expect(scaleOf(light)).toBe("waves");
  expect(scaleOf([firing("a", 0, 0, 50), firing("b", 1, 50, 90)])).toBe("time");
  const { bars, nodes } = timelineOf(light, ZERO, NOW, "waves");
  expect(nodes).toEqual(["a", "b"]);
  expect(bars.map((bar) => [bar.row, bar.startMs, bar.endMs])).toEqual([
    [0, 0, 1],
    [0, 2, 3],
    [1, 1, 2],
    [1, 3, 4],
  ]);
});

test("a node that fires hundredfold at once takes twelve rows", () => {
  const many = Array.from({ length: 300 }, () => firing("a", 0, 0, 100));
  expect(timelineOf(many, ZERO, NOW).rows).toBe(12);
});

test("ten thousand firings are laid out at once", () => {
  const many = Array.from({ length: 10_000 }, (_, at) => firing(`n${at % 3}`, at, at * 10, at * 10 + 5));
  const began = performance.now();
  expect(timelineOf(many, ZERO, NOW).rows).toBe(3);
  expect(performance.now() - began).toBeLessThan(3000);
});

test("lines stand at round times", () => {
  expect(ticksOf({ from: 0, to: 1 }, 950, 5)).toEqual([0, 200, 400, 600, 800]);
  expect(ticksOf({ from: 0.5, to: 0.6 }, 1000, 5)).toEqual([500, 520, 540, 560, 580, 600]);
});
