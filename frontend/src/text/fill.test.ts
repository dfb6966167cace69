import { expect, test } from "vitest";
import { fill, plural } from "@/text/fill";

test("names are replaced wherever they stand", () => {
  expect(fill("{a} and {b} and {a}", { a: 1, b: "two" })).toBe("1 and two and 1");
});

test("a value with braces is left as it is", () => {
  expect(fill("Hello {name}", { name: "{name}" })).toBe("Hello {name}");
});

test.each([
  [0, "0 runs"],
  [1, "1 run"],
  [2, "2 runs"],
])("%i has its own form", (count, text) => {
  expect(plural(count, "{count} run", "{count} runs")).toBe(text);
});
