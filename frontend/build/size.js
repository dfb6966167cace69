// The size budget: what a browser loads before the first page shows, compressed. Reads the built index.html.
import { readFileSync, statSync } from "node:fs";
import path from "node:path";

const LIMIT_KB = 250;
const DIST = path.join(import.meta.dirname, "..", "dist");
const page = readFileSync(path.join(DIST, "index.html"), "utf8");
const named = page.matchAll(/(?:src|href)="\/static\/app\/(assets\/[^"]+\.js)"/g);
const files = [...new Set([...named].map((match) => match[1] ?? ""))];
const bytes = files.reduce((sum, name) => sum + smallest(path.join(DIST, name)), 0);
const kb = Math.ceil(bytes / 1024);
if (files.length === 0) throw new Error("No script stands in dist/index.html.");
if (kb > LIMIT_KB) {
  console.error(`The first load is ${kb} KB of JavaScript, compressed; ${LIMIT_KB} KB is the limit.`);
  process.exit(1);
}
console.log(`first load: ${kb} KB of JavaScript, compressed (limit ${LIMIT_KB} KB)`);

function smallest(file) {
  const sizes = [file, `${file}.br`].map(
    (name) => statSync(name, { throwIfNoEntry: false })?.size ?? Infinity,
  );
  return Math.min(...sizes);
}
