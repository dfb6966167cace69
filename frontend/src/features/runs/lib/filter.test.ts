import { expect, test } from "vitest";
import { filterOf, isFiltered, parametersOf, queryOf, type RunFilter } from "@/features/runs/lib/filter";

const GRAPH = "0199a0c4-7d0a-7a51-9f1e-3c1f1a7d2b11";
const NOW = new Date("2026-11-21T18:40:30Z");

test("a filter survives the way through the address", () => {
  const filter: RunFilter = {
    graph: GRAPH,
    status: ["RUNNING", "FAILED"],
    kind: ["rerun"],
    version: 3,
    span: "24h",
  };
  expect(filterOf(queryOf(filter))).toEqual(filter);
  const days: RunFilter = { from: "2026-11-01", to: "2026-11-02" };
  expect(filterOf(queryOf(days))).toEqual(days);
  const labels: RunFilter = { tag: ["eu", "nightly"], data: ["customer=Ada"] };
  expect(filterOf(queryOf(labels))).toEqual(labels);
  expect(parametersOf(labels, NOW)).toEqual({ tag: ["eu", "nightly"], "data.customer": "Ada" });
});

test.each(["agent=x", "status=NOPE", "version=-1", "version=1.5", "since=9y", "from=2026-13-99", "kind="])(
  "%s makes no sense and filters nothing",
  (address) => {
    expect(filterOf(new URLSearchParams(address))).toEqual({});
  },
);

test("no filter has no address", () => {
  expect([isFiltered({}), isFiltered({ status: [] }), isFiltered({ version: 1 })]).toEqual([
    false,
    false,
    true,
  ]);
});

test("a span counts back from the minute", () => {
  expect(parametersOf({ span: "1h" }, NOW)).toEqual({ started_after: "2026-11-21T17:40:00.000Z" });
});

test("both days of a range belong to it", () => {
  const { started_after: after, started_before: before } = parametersOf(
    { from: "2026-11-01", to: "2026-11-01" },
    NOW,
  );
  expect(Date.parse(before ?? "") - Date.parse(after ?? "")).toBe(24 * 3_600_000);
});
