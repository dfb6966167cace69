import { expect, test } from "vitest";
import { inTheme, isPlainPage } from "@/values/lib/webPage";

test.each([
  ["<!doctype html><html><body><h1>A page</h1></body></html>", true],
  ["<p class='lead'>Words on style and color.</p>", true],
  ["<p style='color: #333'>Dark ink</p>", false],
  ["<STYLE>p { color: navy }</STYLE><p>Ink</p>", false],
  ['<link rel="stylesheet" href="x.css">', false],
  ["<body bgcolor=white>", false],
  ["<body text=black>", false],
  ["<svg><path d='M0 0'/></svg>", false],
  ["<img src='chart.png'>", false],
])("%s leaves all colours to the browser: %s", (html, isPlain) => {
  expect(isPlainPage(html)).toBe(isPlain);
});

test("the page keeps its doctype first", () => {
  expect(inTheme("\n<!DOCTYPE html><p>Hi</p>")).toBe(
    '\n<!DOCTYPE html><meta name="color-scheme" content="light dark"><p>Hi</p>',
  );
  expect(inTheme("<p>Hi</p>")).toBe('<meta name="color-scheme" content="light dark"><p>Hi</p>');
});
