import { describe, expect, it } from "vitest";
import { barsOf, daysOfSpan, hasAny } from "@/features/publishing/lib/numbers";

const QUIET = { views: 0, installs: 0, runs: 0, earned: "0" };
const DAYS = [
  { ...QUIET, day: "2026-11-20", views: 4, earned: "0.5" },
  { ...QUIET, day: "2026-11-21" },
  { ...QUIET, day: "2026-11-22", views: 1, earned: "2" },
];

describe("what became of listings", () => {
  it("is drawn by the highest day", () => {
    expect(barsOf(DAYS, "views").map(({ height }) => height)).toEqual([1, 0, 0.25]);
    expect(barsOf(DAYS, "earned").map(({ value, height }) => [value, height])).toEqual([
      [0.5, 0.25],
      [0, 0],
      [2, 1],
    ]);
    expect(barsOf(DAYS, "runs").map(({ height }) => height)).toEqual([0, 0, 0]);
  });
  it("is asked for by whole days, today among them", () => {
    expect(daysOfSpan("7d", new Date("2026-11-22T00:30:00Z"))).toEqual({
      from: "2026-11-16",
      to: "2026-11-22",
    });
  });
  it("is nothing if no number is above 0", () => {
    expect([hasAny(QUIET), hasAny({ ...QUIET, earned: "0.01" })]).toEqual([false, true]);
  });
});
