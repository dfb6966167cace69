// Values of a run that are changed by hand, to see what later steps make of them.
import { objectOf } from "@/features/builder/lib/json";
import { splitPin, type Step } from "@/features/builder/lib/pins";
import type { Output } from "@/features/builder/store/run";

type CannotEdit = "apart" | "tools";

/**
 * What a step gives with one value changed: on each pin the last value, as it stands for the step, which then gives
 * it once. pin: with its path where a part is changed.
 */
export function withValue(outputs: readonly Output[], pin: string, value: unknown): Output[] {
  const { base, path } = splitPin(pin);
  const last = new Map(outputs);
  return [...last].map(([name, was]): Output => [name, name === base ? withPart(was, path, value) : was]);
}

/** Why values of a step cannot be changed: what it gave besides is kept apart for its size, and is not here whole. */
export function cannotEdit(outputs: readonly Output[], pin: string): CannotEdit | null {
  const { base, path } = splitPin(pin);
  const isApart = (name: string, value: unknown) =>
    "$value" in objectOf(value) && (name !== base || path.length > 0);
  if ([...new Map(outputs)].some(([name, value]) => isApart(name, value))) return "apart";
  return base.startsWith("tools") ? "tools" : null;
}

function withPart(whole: unknown, path: readonly Step[], value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (first.kind === "$" && Array.isArray(whole)) {
    const at = Number(first.key) < 0 ? whole.length + Number(first.key) : Number(first.key);
    return whole.map((item: unknown, place) => (place === at ? withPart(item, rest, value) : item));
  }
  const was = objectOf(whole);
  return { ...was, [first.key]: withPart(was[first.key], rest, value) };
}
