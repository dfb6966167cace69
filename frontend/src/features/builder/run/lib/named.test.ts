import { expect, test } from "vitest";
import { pinsNamedIn } from "@/features/builder/run/lib/named";

test("a message leads to the pins that it names in quotes, and to no other", () => {
  const pins = ["text", "find", "replace"];
  expect(pinsNamedIn("Input 'find' should be text, not 5.", pins)).toEqual(["find"]);
  expect(pinsNamedIn('"text" and `find` are too long', pins)).toEqual(["text", "find"]);
  expect(pinsNamedIn("The text could not be found.", pins)).toEqual([]);
});

test("what cannot be filled is the template", () => {
  const message = "The template cannot be filled: division by zero";
  expect(pinsNamedIn(message, ["format", "values"], ["format"])).toEqual(["format"]);
  expect(pinsNamedIn("division by zero", ["format"], ["format"])).toEqual([]);
});
