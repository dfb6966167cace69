// The form that an agent's input schema asks for.
import { type Problem, problemOf } from "@/fields/lib/problem";
import { asSchema, propertiesOf } from "@/fields/lib/schema";
import type { Schema } from "@/fields/types";

export interface Input {
  name: string;
  schema: Schema;
  isRequired: boolean;
}

export function inputsOf(schema: unknown): Input[] {
  const required = asSchema(schema).required ?? [];
  return propertiesOf(schema).map(([name, one]) => ({
    name,
    schema: one,
    isRequired: required.includes(name),
  }));
}

/** Those of `given` that the agent still asks for. Secrets are never filled in. */
export function known(inputs: readonly Input[], given: Readonly<Record<string, unknown>>) {
  const names = inputs.filter((input) => input.schema.secret !== true && given[input.name] !== undefined);
  return Object.fromEntries(names.map(({ name }) => [name, given[name]]));
}

/** What is sent: what was filled in. The rest has the agent's own defaults. */
export function filledIn(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

export function problemIn(input: Input, value: unknown): Problem | null {
  if (value === undefined || value === "") return input.isRequired ? { code: "missing" } : null;
  return problemOf(value, input.schema, {});
}

/** Values to show in a command: the default, else what fits the type. */
export function sampleOf(input: Input): unknown {
  const { schema } = input;
  if (schema.secret === true) return "…";
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  const samples: Record<string, unknown> = { number: 1, integer: 1, boolean: true, array: [], object: {} };
  return samples[schema.type ?? ""] ?? "…";
}
