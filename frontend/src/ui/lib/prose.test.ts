import { expect, test } from "vitest";
import { partsOf } from "@/ui/lib/prose";

test("what stands between backticks is every second part", () => {
  expect(partsOf("as `role` and `content`")).toEqual(["as ", "role", " and ", "content", ""]);
  expect(partsOf("`name`")).toEqual(["", "name", ""]);
  expect(partsOf("no code")).toEqual(["no code"]);
});

test("a backtick without a partner is a character like others", () => {
  expect(partsOf("it`s")).toEqual(["it`s"]);
  expect(partsOf("`a` and `b")).toEqual(["`a` and `b"]);
});
