import { expect, test } from "vitest";
import { cookie } from "@/features/auth/lib/cookie";
import { hashToken } from "@/features/auth/lib/hashToken";

test("a cookie is found by its whole name", () => {
  expect(cookie("xcsrftoken=1; csrftoken=a%3Db; other=2", "csrftoken")).toBe("a=b");
  expect(cookie("", "csrftoken")).toBeNull();
});

test.each([
  ["#token=abc:1", "abc:1"],
  ["#token=", null],
  ["", null],
  ["#other=1", null],
])("the token of %j is %j", (hash, token) => {
  expect(hashToken(hash)).toBe(token);
});
