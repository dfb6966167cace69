import { expect, test } from "vitest";
import { memberChoices } from "@/features/credits/lib/people";

function labels(...people: [name: string, email: string][]): string[] {
  return memberChoices(people.map(([name, email], place) => ({ user_id: `${place}`, name, email }))).map(
    (one) => one.label,
  );
}

test("members are called by their names, and by the beginning of the address without one", () => {
  expect(labels(["Alice", "a@example.com"], ["", "bob.b@example.com"])).toEqual(["Alice", "bob.b"]);
});

test("two of one name are told apart", () => {
  expect(labels(["Sam", "sam1@example.com"], ["Sam", "sam2@example.com"])).toEqual([
    "Sam (sam1)",
    "Sam (sam2)",
  ]);
});
