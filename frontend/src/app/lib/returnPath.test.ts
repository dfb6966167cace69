import { expect, test } from "vitest";
import { returnPath, signInPath } from "@/app/lib/returnPath";

test("a wanted page comes back whole", () => {
  const wanted = "/invitations/accept?a=1&b#token=x y";
  expect(returnPath(signInPath(wanted).replace("/sign-in", ""))).toBe(
    "/invitations/accept?a=1&b#token=x%20y",
  );
});

test("the start page needs no mention", () => {
  expect([signInPath("/"), returnPath("")]).toEqual(["/sign-in", "/"]);
});

test.each([
  "//evil.example/a",
  "https://evil.example",
  "/\\evil.example",
  "javascript:alert(1)",
  "/\t/evil.example",
])("%s leads nowhere else", (next) => {
  expect(returnPath(`?next=${encodeURIComponent(next)}`)).toBe("/");
});
