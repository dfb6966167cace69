import { expect, test } from "vitest";
import { holdsSecret, inputsToFill, inputsToSend } from "@/features/runs/lib/rerun";

test("what was hidden is found at any depth, and not filled in", () => {
  expect(holdsSecret({ a: [{ b: "Bearer ***" }] })).toBe(true);
  expect(holdsSecret({ a: [1, null, "x"] })).toBe(false);
  expect(inputsToFill({ key: "***", topic: "bees", options: { token: "***" } })).toEqual({ topic: "bees" });
});

test("empty fields are not sent, zero and no are", () => {
  expect(inputsToSend({ a: "", b: undefined, c: 0, d: false, e: null })).toEqual({ c: 0, d: false, e: null });
});
