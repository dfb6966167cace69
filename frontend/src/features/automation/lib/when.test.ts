import { describe, expect, it } from "vitest";
import { eventsIn, filtersOf, filterRows } from "@/features/automation/lib/trigger";
import { fresh, lateMs, timesOf, usualOf, whenOf } from "@/features/automation/lib/when";

const ZONE = "Asia/Kathmandu";

describe("when an agent runs", () => {
  it("begins with weekdays at nine, in the person's zone", () =>
    expect(timesOf(fresh(ZONE))).toEqual({ cron: "0 9 * * 1-5", timezone: ZONE }));
  it("reads a distance in the largest unit that fits, and gives it back", () => {
    const when = whenOf({ cron: null, every_seconds: 7200, timezone: ZONE });
    expect([when.mode, when.count, when.unit]).toEqual(["every", "2", "hours"]);
    expect(timesOf(when)).toEqual({ every_seconds: 7200, timezone: ZONE });
  });
  it("asks nothing while a field is empty or no number", () => {
    expect(timesOf({ ...fresh(ZONE), cron: " " })).toBeNull();
    expect(timesOf({ ...fresh(ZONE), mode: "every", count: "x" })).toBeNull();
    expect(timesOf({ ...fresh(""), mode: "every" })).toBeNull();
  });
  it("knows the usual ones", () => {
    expect(usualOf("0 9 * * 1 ")).toBe("weekly");
    expect(usualOf("5 9 * * 1")).toBeNull();
  });
  it("calls a start late from a minute on", () => {
    expect(lateMs("2026-01-01T09:00:00Z", "2026-01-01T09:00:20Z")).toBeNull();
    expect(lateMs("2026-01-01T09:00:00Z", "2026-01-01T09:05:00Z")).toBe(300_000);
    expect(lateMs("2026-01-01T09:00:00Z", null)).toBeNull();
  });
});

describe("a trigger's conditions", () => {
  it("takes values as JSON, and what is none as text", () => {
    const rows = [
      { path: "a.b", value: "3" },
      { path: "c", value: "open" },
      { path: " ", value: "x" },
    ];
    expect(filtersOf(rows)).toEqual([
      { path: "a.b", equals: 3 },
      { path: "c", equals: "open" },
    ]);
    expect(
      filterRows([
        { path: "a", equals: 3 },
        { path: "b", equals: "3" },
        { path: "c", equals: "open" },
      ]),
    ).toEqual([
      { path: "a", value: "3" },
      { path: "b", value: '"3"' },
      { path: "c", value: "open" },
    ]);
  });
  it("reads events a line each, or with commas", () =>
    expect(eventsIn("push\n pull_request.opened, push ")).toEqual(["push", "pull_request.opened"]));
});
