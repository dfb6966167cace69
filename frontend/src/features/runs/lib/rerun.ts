// Inputs of a run, to be given again.
import { HIDDEN, isObject } from "@/values/lib/kindOf";

/** Whether something in it was hidden from who reads it. */
export function holdsSecret(value: unknown): boolean {
  if (typeof value === "string") return value.includes(HIDDEN);
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isObject(value) && Object.values(value).some(holdsSecret);
}

/** The inputs to begin a form with: those of a run, but for what is hidden. */
export function inputsToFill(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => !holdsSecret(value)));
}

/** What to send of a form: fields without a value are left to the agent's defaults. */
export function inputsToSend(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ""),
  );
}
