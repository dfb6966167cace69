// The items of a step that gives several values on a pin: one of them can stand for it, so that what follows runs once.
import type { Output } from "@/features/builder/store/run";

/** The block whose only purpose is to hand on items. */
export const ITERATOR = "logic.step_through_items";

/** What a step gave, item by item; empty where no pin has given several values. What it gave once goes with each item. */
export function itemsOf(outputs: readonly Output[]): Output[][] {
  const byPin = new Map<string, unknown[]>();
  for (const [pin, value] of outputs) byPin.set(pin, [...(byPin.get(pin) ?? []), value]);
  const count = Math.max(0, ...[...byPin.values()].map((values) => values.length));
  if (count < 2) return [];
  return Array.from({ length: count }, (_, place) =>
    [...byPin].flatMap(([pin, values]): Output[] => {
      if (values.length === 1) return [[pin, values[0]]];
      return place < values.length ? [[pin, values[place]]] : [];
    }),
  );
}

/** The pin that an item is called by: the first that gave several values. */
export function itemPin(items: readonly (readonly Output[])[]): string {
  const [first = [], second = []] = items;
  const differs = ([pin, value]: Output) =>
    value !== second.find(([other]) => other === pin)?.[1] || pin === "item";
  return first.find(differs)?.[0] ?? first[0]?.[0] ?? "item";
}

/** An item whose value was typed. pin: where it goes; the rest is as with the first item, or as a step gives it. */
export function typedItem(value: unknown, pin: string, items: readonly (readonly Output[])[]): Output[] {
  const [first] = items;
  if (first === undefined) return [...([[pin, value]] as Output[]), ["key", 0]];
  return first.map(([name, was]): Output => [name, name === pin ? value : was]);
}
