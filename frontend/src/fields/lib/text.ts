// Values as one types them. Text stands for itself; what is not text stands as its JSON; text that would read as
// JSON is quoted, so that nothing changes its type by being looked at.
import type { Schema } from "@/fields/types";

export function toText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") return JSON.stringify(value);
  return parsed(value) === undefined ? value : JSON.stringify(value);
}

/** The value that was typed: JSON if it is some, else the text itself. */
export function fromText(text: string): unknown {
  const value = parsed(text);
  return value === undefined ? text : value;
}

/** Whether values of this schema are texts alone, which then stand as they are. */
export function isTextOnly(schema: Schema | boolean | undefined): boolean {
  return typeof schema === "object" && schema.type === "string";
}

/** Between a field's text and its value, by what the schema allows. */
export function textIn(schema: Schema | boolean | undefined) {
  if (!isTextOnly(schema)) return { toText, fromText };
  return {
    toText: (value: unknown) => (typeof value === "string" ? value : toText(value)),
    fromText: (text: string): unknown => text,
  };
}

/** The JSON in `text`; the place of a mistake counts from 1. */
export function readJson(
  text: string,
): { isGood: true; value: unknown } | { isGood: false; line: number; column: number } {
  try {
    return { isGood: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { isGood: false, ...placeOf(text, error instanceof Error ? error.message : "") };
  }
}

/** Equal as JSON, whatever the order of keys. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [Object.entries(one), other as Record<string, unknown>];
  return (
    left.length === Object.keys(right).length &&
    left.every(([key, value]) => key in right && isSame(value, right[key]))
  );
}

function parsed(text: string): unknown {
  if (!/^\s*(?:["[{\d-]|true|false|null)/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const TOKEN =
  /\s*(?:"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)\b|[{}[\]:,])\s*/y;

/** Where a browser does not say it by itself, the mistake is at the first sign that belongs to no part of JSON. */
function placeOf(text: string, message: string): { line: number; column: number } {
  const named = /position (\d+)/.exec(message)?.[1];
  const before = text.slice(0, named === undefined ? strangeSign(text) : Number(named)).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

function strangeSign(text: string): number {
  TOKEN.lastIndex = 0;
  let end = 0;
  while (TOKEN.test(text)) end = TOKEN.lastIndex;
  return end;
}
