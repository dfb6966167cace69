import { expect, test } from "vitest";
import { asFile, safeName } from "@/values/lib/asFile";
import { contentOf, mediaTypeOf, sizeOf } from "@/values/lib/dataUri";
import { preview } from "@/values/lib/preview";
import { columnsOf, nextSorting, sorted } from "@/values/lib/table";

test.each([
  ["../../etc/passwd", "etc-passwd"],
  ["  Größe & Gewicht ", "Größe-Gewicht"],
  ["report.pdf.exe", "report-pdf-exe"],
  ["///", "value"],
  ["a".repeat(200), "a".repeat(80)],
])("%s is a safe name", (given, safe) => {
  expect(safeName(given)).toBe(safe);
});

test("a file is decoded and ends as its type says", () => {
  const file = asFile("data:text/csv;base64,YSxiCg==", "my table", "file");
  expect(file.name).toBe("my-table.csv");
  expect(new TextDecoder().decode(file.content as Uint8Array)).toBe("a,b\n");
});

test("data becomes JSON, and text stays text", () => {
  expect(asFile({ a: 1 }, "x", "json")).toEqual({
    name: "x.json",
    type: "application/json",
    content: '{\n  "a": 1\n}',
  });
  expect(asFile("# Hi", "x", "markdown").name).toBe("x.md");
  expect(asFile("Hi", "x", "text").name).toBe("x.txt");
});

test("a damaged file has no content and is kept as text", () => {
  expect(contentOf("data:image/png;base64,%%%")).toBeNull();
  expect(asFile("data:image/png;base64,%%%", "x", "image").name).toBe("x.txt");
});

test("a type with parameters is read, and the size estimated", () => {
  expect(mediaTypeOf("data:text/plain;charset=utf-8;base64,QUJD")).toBe("text/plain");
  expect(sizeOf("data:text/plain;base64,QUJD")).toBe(3);
  expect(mediaTypeOf("data: something else")).toBeNull();
});

test.each([
  [null, "no value"],
  [true, "Yes"],
  ["", "empty text"],
  ["***", "hidden"],
  ["a\n  b", "a b"],
  ["x".repeat(50), `${"x".repeat(19)}…`],
  [{ a: [1, 2] }, '{"a":[1,2]}'],
  ["data:image/png;base64,AAAA", "image/png, 3 B"],
])("%j in one line", (value, line) => {
  expect(preview(value, 20)).toBe(line);
});

test("columns stand in the order in which they come up, twenty at most", () => {
  expect(columnsOf([{ b: 1 }, { a: 1, b: 2 }])).toEqual({ columns: ["b", "a"], leftOut: 0 });
  const wide = Object.fromEntries(Array.from({ length: 25 }, (_, number) => [`c${number}`, 1]));
  expect(columnsOf([wide]).leftOut).toBe(5);
});

test("rows are sorted by number or text, those without a value last", () => {
  const rows = [{ n: 10 }, {}, { n: 9 }, { n: null }];
  expect(sorted(rows, { column: "n", isDescending: false })).toEqual([{ n: 9 }, { n: 10 }, {}, { n: null }]);
  expect(sorted(rows, { column: "n", isDescending: true })).toEqual([{ n: 10 }, { n: 9 }, {}, { n: null }]);
  expect(sorted(rows, null)).toBe(rows);
});

test("clicks on a header go round", () => {
  const up = nextSorting(null, "a");
  const down = nextSorting(up, "a");
  expect([up, down, nextSorting(down, "a")]).toEqual([
    { column: "a", isDescending: false },
    { column: "a", isDescending: true },
    null,
  ]);
});
