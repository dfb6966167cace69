import { expect, test, vi } from "vitest";
import { throttled } from "@/features/runs/lib/throttle";

test("many calls become the first and the last of each pause", () => {
  vi.useFakeTimers();
  const work = vi.fn();
  const ask = throttled(work, 100);
  ask();
  ask();
  ask();
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(100);
  expect(work).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1000);
  expect(work).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});
