import { expect, test } from "vitest";
import { bodyOf, extrasOf, NO_EXTRAS } from "@/features/agents/lib/runExtras";

test("a preset's extras come back as they were saved, and as none where there are none", () => {
  const saved = { tags: ["nightly"], data: { customer: 7 }, credentials: { github: "c1" } };
  expect(extrasOf(saved)).toEqual(saved);
  expect(bodyOf(extrasOf(saved))).toEqual(saved);
  expect(extrasOf({ tags: [], data: null, credentials: [] })).toEqual(NO_EXTRAS);
});

test("data that is not filled in yet is not sent", () => {
  const data = { customer: "Ada", " ": "x", empty: "", none: 0, off: false };
  expect(bodyOf({ ...NO_EXTRAS, data }).data).toEqual({ customer: "Ada", none: 0, off: false });
});
