// What people see and read of the type of a pin.
import type { Json } from "@/features/builder/lib/json";
import { elementKindOf, type Kind, kindOf } from "@/features/builder/lib/fit";
import type { Verdict } from "@/features/builder/lib/canConnect";
import type { Misfit } from "@/features/builder/lib/fitting";
import { builder } from "@/text/en/builder";
import { fill } from "@/text/fill";

const COLORS: Record<Kind, string> = {
  any: "var(--pin-any)",
  text: "var(--pin-text)",
  integer: "var(--pin-number)",
  number: "var(--pin-number)",
  boolean: "var(--pin-boolean)",
  choice: "var(--pin-choice)",
  list: "var(--pin-list)",
  object: "var(--pin-object)",
};

export function pinColor(schema: Json, isError: boolean): string {
  return isError ? "var(--pin-error)" : COLORS[kindOf(schema)];
}

export function kindText(schema: Json): string {
  const kind = kindOf(schema);
  const element = kind === "list" ? elementKindOf(schema) : null;
  if (element === null || element === "any") return builder.kinds[kind];
  return fill(builder.listOf, { kind: builder.kinds[element] });
}

/** "text → number, converted", or why not. */
export function verdictText(verdict: Verdict): string {
  if (!verdict.isAllowed) return builder.refusals[verdict.code];
  if (verdict.code === "tool") return builder.fits.tool;
  const [from, to] = [builder.kinds[verdict.from], builder.kinds[verdict.to]];
  if (verdict.code === "exact")
    return verdict.from === verdict.to ? from : fill(builder.fits.open, { from, to });
  return fill(builder.fits[verdict.code], { from, to });
}

/** Why a block is not offered. */
export function misfitText(misfit: Misfit | undefined): string {
  if (misfit === undefined) return "";
  if (misfit.code !== "kind") return builder.misfits[misfit.code];
  return fill(builder.fits.unlikely, { from: builder.kinds[misfit.from], to: builder.kinds[misfit.to] });
}
