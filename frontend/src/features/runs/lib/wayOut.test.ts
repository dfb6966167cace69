import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { wayOut } from "@/features/runs/lib/wayOut";
import { runs } from "@/text/en/runs";

test("each code with which a step can fail has a way out, and no other", () => {
  const page = readFileSync(path.join(import.meta.dirname, "../../../../../docs/errors.md"), "utf8");
  const [, ofSteps = ""] = page.split("## Why a node execution failed");
  const codes = [...ofSteps.matchAll(/^\| `(\w+)`/gm)].map((found) => found[1] ?? "");
  expect(codes.length).toBeGreaterThan(25);
  expect(Object.keys(runs.wayOut).toSorted()).toEqual(codes.toSorted());
});

test("an unknown code still says something", () => {
  expect(wayOut("made_up")).toEqual({ text: runs.wayOutUnknown, door: null });
  expect(wayOut("review_timed_out").door).toBe("reviews");
});
