import { expect, test } from "vitest";
import { kindOf } from "@/values/lib/kindOf";

const STORED = {
  $value: "a".repeat(64),
  preview: "Once",
  bytes: 300_000,
  type: "text/plain",
  url: "/api/v1/x",
};

test.each([
  ["null", null, "nothing"],
  ["a boolean", false, "boolean"],
  ["zero", 0, "number"],
  ["an empty text", "", "text"],
  ["a sentence", "The quick brown fox, 3 * 4 * 5.", "text"],
  ["a hidden value", "***", "secret"],
  ["a day", "2026-11-21", "date"],
  ["a moment", "2026-11-21T18:40:00.123456Z", "date"],
  ["a date that there is not", "2026-13-41", "text"],
  ["a number of a ticket", "2026-11-21-7", "text"],
  ["an address", "https://example.com/a?b=c", "link"],
  ["a picture elsewhere", "https://example.com/cat.PNG?size=2", "image"],
  ["a picture that comes unencrypted", "http://example.com/cat.png", "link"],
  ["a text with an address in it", "see https://example.com", "text"],
  ["a script in the place of an address", "javascript:alert(1)", "text"],
  ["a picture", "data:image/png;base64,iVBO", "image"],
  ["a sound", "data:audio/mpeg;base64,SUQz", "audio"],
  ["a video", "data:video/mp4;base64,AAAA", "video"],
  ["a document", "data:application/pdf;base64,JVBE", "file"],
  ["a page as a file", "data:text/html;charset=utf-8,<p>", "file"],
  ["a web page", "<!DOCTYPE html><html><body>Hi</body></html>", "html"],
  ["JSON in a text", '{"a": [1, 2]}', "jsonText"],
  ["a brace that begins no JSON", "{name} is here", "text"],
  ["a heading", "# Report\n\nAll is well.", "markdown"],
  ["a list", "- one\n- two", "markdown"],
  ["emphasis", "This is **really** so.", "markdown"],
  ["a dash in a sentence", "- said she", "text"],
  ["a table in text", "| a | b |\n|---|---|\n| 1 | 2 |", "markdown"],
  ["a list of objects", [{ a: 1 }, { b: 2 }], "table"],
  ["a list of numbers", [1, 2], "json"],
  ["a mixed list", [{ a: 1 }, 2], "json"],
  ["an empty list", [], "json"],
  ["an object", { a: 1 }, "json"],
  ["a large value", STORED, "stored"],
  ["a list of large values", [STORED, STORED], "json"],
  ["what only looks like a large value", { ...STORED, more: 1 }, "json"],
  ["a short hash", { ...STORED, $value: "abc" }, "json"],
])("%s", (_, value, kind) => {
  expect(kindOf(value)).toBe(kind);
});

test("what the schema says is code is code", () => {
  expect(kindOf("# a comment\nprint(1)", { widget: "code" })).toBe("code");
});
