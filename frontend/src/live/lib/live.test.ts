import { expect, test } from "vitest";
import { delayMs } from "@/live/lib/backoff";
import { parsed } from "@/live/lib/frame";
import { take } from "@/live/lib/sequence";

const numbers = (...sequences: number[]) => sequences.map((sequence) => ({ sequence }));

test("waits double up to half a minute, and half of each is by chance", () => {
  expect([1, 2, 3, 7, 8, 50].map((attempt) => delayMs(attempt, 1))).toEqual([
    500, 1000, 2000, 30000, 30000, 30000,
  ]);
  expect([1, 2, 50].map((attempt) => delayMs(attempt, 0))).toEqual([250, 500, 15000]);
});

test("events that follow on are all fresh", () => {
  expect(take(numbers(4, 5), 3)).toEqual({ fresh: numbers(4, 5), last: 5, hasGap: false });
});

test("what was seen is dropped", () => {
  expect(take(numbers(2, 3, 4), 3)).toEqual({ fresh: numbers(4), last: 4, hasGap: false });
  expect(take(numbers(1, 2), 3)).toEqual({ fresh: [], last: 3, hasGap: false });
});

test("a number that is missing is a gap, before or between", () => {
  expect(take(numbers(5), 3)).toEqual({ fresh: numbers(5), last: 5, hasGap: true });
  expect(take(numbers(4, 6), 3).hasGap).toBe(true);
});

test("a frame holds one answer, one event, or events of several executions", () => {
  expect(parsed('{"type":"subscribed","execution_id":"a","after":0}').answers).toHaveLength(1);
  const event = (id: string, sequence: number) => ({
    type: "execution.progress",
    execution_id: id,
    sequence,
  });
  const { answers, events } = parsed(JSON.stringify([event("a", 1), event("b", 7), event("a", 2)]));
  expect(answers).toEqual([]);
  expect([...events].map(([id, list]) => [id, list.map((one) => one.sequence)])).toEqual([
    ["a", [1, 2]],
    ["b", [7]],
  ]);
});

test("hints of workspaces stand apart from the events of executions", () => {
  const hint = { type: "reviews.changed", workspace_id: "w", pending: 2 };
  const { hints, events, answers } = parsed(JSON.stringify([hint, { type: "watched", workspace_id: "w" }]));
  expect([hints, events.size, answers.length]).toEqual([[hint], 0, 1]);
});
