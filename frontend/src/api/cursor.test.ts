import { expect, test } from "vitest";
import { nextCursor } from "@/api/cursor";

test("the cursor is taken from the link of the next page", () => {
  expect(nextCursor({ next: "http://h/api/v1/graphs?page_size=5&cursor=WzAs%3D" })).toBe("WzAs=");
});

test("the last page has no next", () => {
  expect(nextCursor({ next: null })).toBeUndefined();
});
