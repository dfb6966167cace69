// How well the values of one pin suit another, told from their schemas: the rules of blocks/sdk/fits.py.
import { isObject, type Json, objectOf } from "@/features/builder/lib/json";

/** exact; open: one of the two is anything; converted: as a number to text; unlikely: only by force. */
export type Fit = "exact" | "open" | "converted" | "unlikely";
export type Kind = "any" | "text" | "integer" | "number" | "boolean" | "choice" | "list" | "object";

interface Shape {
  kind: Kind;
  element?: Shape[];
  choices?: readonly unknown[];
}

const RANK: Record<Fit, number> = { exact: 3, open: 2, converted: 1, unlikely: 0 };

export function fit(source: Json, sink: Json): Fit {
  return best(shapesOf(source), shapesOf(sink));
}

export function isBetter(one: Fit, other: Fit): boolean {
  return RANK[one] > RANK[other];
}

/** What people are told that a pin takes or gives. */
export function kindOf(schema: Json): Kind {
  const shapes = shapesOf(schema);
  const [first] = shapes;
  if (first === undefined || shapes.some((shape) => shape.kind !== first.kind)) return "any";
  return first.kind;
}

/** Of the items, where they are all of one kind. */
export function elementKindOf(schema: Json): Kind | null {
  const [first] = shapesOf(schema);
  return first?.kind === "list" ? (first.element?.[0]?.kind ?? "any") : null;
}

function best(sources: Shape[], sinks: Shape[]): Fit {
  let found: Fit = "unlikely";
  for (const source of sources) {
    for (const sink of sinks) {
      const one = fitOne(source, sink);
      if (isBetter(one, found)) found = one;
    }
  }
  return found;
}

function fitOne(source: Shape, sink: Shape): Fit {
  if (source.kind === "any" || sink.kind === "any") return "open";
  if (sink.kind === "list") {
    const inner = best(source.kind === "list" ? (source.element ?? []) : [source], sink.element ?? []);
    return source.kind === "list" || !isBetter(inner, "converted") ? inner : "converted";
  }
  if (source.kind === "object" && sink.kind === "object") return "open";
  if (sink.kind === "choice") return fitChoice(source, sink);
  if (sink.kind === "text") return fitText(source);
  if (source.kind === sink.kind || (source.kind === "integer" && sink.kind === "number")) return "exact";
  return source.kind === "number" && sink.kind === "integer" ? "converted" : "unlikely";
}

function fitText(source: Shape): Fit {
  if (source.kind === "text" || (source.kind === "choice" && isOfTexts(source))) return "exact";
  return ["integer", "number", "boolean", "choice"].includes(source.kind) ? "converted" : "unlikely";
}

function fitChoice(source: Shape, sink: Shape): Fit {
  if (source.kind === "choice") {
    return source.choices?.every((choice) => sink.choices?.includes(choice)) === true ? "exact" : "unlikely";
  }
  return source.kind === "text" && isOfTexts(sink) ? "converted" : "unlikely";
}

function isOfTexts(shape: Shape): boolean {
  return shape.choices?.every((choice) => typeof choice === "string") === true;
}

const KNOWN = new WeakMap<object, Shape[]>();

/** The alternatives that a schema leaves, without null. */
function shapesOf(schema: Json): Shape[] {
  const known = KNOWN.get(schema);
  if (known !== undefined) return known;
  const made = read(schema);
  const shapes = made.length === 0 ? [{ kind: "any" as const }] : made;
  KNOWN.set(schema, shapes);
  return shapes;
}

function read(schema: Json): Shape[] {
  const alternatives = [schema.anyOf, schema.oneOf].find(Array.isArray);
  if (alternatives !== undefined) {
    return alternatives
      .filter(isObject)
      .filter((one) => one.type !== "null")
      .flatMap(shapesOf);
  }
  if (Array.isArray(schema.enum)) return [{ kind: "choice", choices: schema.enum }];
  if ("const" in schema) return [{ kind: "choice", choices: [schema.const] }];
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return types.flatMap((type) => ofType(type, schema));
}

function ofType(type: unknown, schema: Json): Shape[] {
  if (type === "string") return [{ kind: "text" }];
  if (type === "array") return [{ kind: "list", element: shapesOf(objectOf(schema.items)) }];
  if (type === "integer" || type === "number" || type === "boolean" || type === "object")
    return [{ kind: type }];
  return [];
}
