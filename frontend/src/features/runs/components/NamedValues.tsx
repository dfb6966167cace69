import type { ReactNode } from "react";
import { runs } from "@/text/en/runs";
import { fill } from "@/text/fill";
import type { ValueSchema } from "@/values/types";
import { isObject } from "@/values/lib/kindOf";
import { Value } from "@/values/Value";

const MOST = 30; // values of one name; more are a list for a program

interface NamedValuesProps {
  /** Name → its values, in order. */
  values: readonly (readonly [name: string, values: readonly unknown[]])[];
  /** Schema whose properties are the names. */
  schema?: unknown;
  empty: ReactNode;
}

/** Values under their names, as inputs and outputs are shown. */
export function NamedValues({ values, schema, empty }: NamedValuesProps) {
  if (values.length === 0) return <p className="text-sm text-faint">{empty}</p>;
  return (
    <dl className="flex flex-col gap-4">
      {values.map(([name, given]) => (
        <div key={name} className="min-w-0">
          <dt className="mb-1 text-sm font-medium">{titleOf(schema, name)}</dt>
          <dd className="flex min-w-0 flex-col gap-3">
            {given.slice(0, MOST).map((value, place) => (
              <Value key={place} value={value} name={name} {...schemaOf(schema, name)} />
            ))}
            {given.length > MOST && (
              <p className="text-xs text-faint">
                {fill(runs.one.firstOf, { shown: MOST, count: given.length })}
              </p>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** [pin, value] pairs under their pins. */
export function byPin(pairs: readonly (readonly unknown[])[]): [string, unknown[]][] {
  const found = new Map<string, unknown[]>();
  for (const [pin, value] of pairs) found.set(String(pin), [...(found.get(String(pin)) ?? []), value]);
  return [...found];
}

function schemaOf(schema: unknown, name: string): { schema?: ValueSchema } {
  const found = propertyOf(schema, name);
  return found === null ? {} : { schema: found };
}

function titleOf(schema: unknown, name: string): string {
  const title = propertyOf(schema, name)?.title;
  return typeof title === "string" && title !== "" ? title : name;
}

function propertyOf(schema: unknown, name: string): Record<string, unknown> | null {
  if (!isObject(schema) || !isObject(schema.properties)) return null;
  const found = schema.properties[name];
  return isObject(found) ? found : null;
}
