// A block, taken apart for being searched: its words, and what each counts by where it stands.
import type { BlockRead } from "@/api/schema";
import { isObject, objectOf, textOf } from "@/features/builder/lib/json";
import { stem, wordsOf } from "@/features/builder/lib/stem";

export const WEIGHT = { name: 10, slug: 7, provider: 6, category: 4, description: 4, pin: 2, pinText: 1 };
/** A step that any of many services can do is not about one of them. */
const MANY_PROVIDERS = 4;
const SMALL = new Set(
  (
    "a an and any are as at be by do for from i in into is it its me my of on or our so some that the then this " +
    "to up us we with you your"
  ).split(" "),
);

export interface Entry {
  block: BlockRead;
  name: string;
  /** How many words the name has. */
  nameLength: number;
  /** Word → the most that it counts. */
  words: ReadonlyMap<string, number>;
  /** The same by what endings leave of it. */
  stems: ReadonlyMap<string, number>;
}

const ENTRIES = new WeakMap<BlockRead, Entry>();
const VOCABULARY = new Set<string>();

export function entryOf(block: BlockRead): Entry {
  const known = ENTRIES.get(block);
  if (known !== undefined) return known;
  const words = weighed(block);
  const stems = new Map<string, number>();
  for (const [word, weight] of words) {
    VOCABULARY.add(word);
    stems.set(stem(word), Math.max(weight, stems.get(stem(word)) ?? 0));
  }
  const named = wordsOf(block.name);
  const entry = { block, name: named.join(" "), nameLength: named.length, words, stems };
  ENTRIES.set(block, entry);
  return entry;
}

/** Every word that some block has. */
export function vocabulary(): ReadonlySet<string> {
  return VOCABULARY;
}

/** Without the small words, unless there are no others. */
export function big(words: readonly string[]): readonly string[] {
  const found = words.filter((word) => !SMALL.has(word));
  return found.length > 0 ? found : words;
}

function weighed(block: BlockRead): Map<string, number> {
  const words = new Map<string, number>();
  const add = (text: string, weight: number) => {
    for (const word of wordsOf(text)) {
      const counts = weight === WEIGHT.name || !SMALL.has(word);
      if (counts && (words.get(word) ?? 0) < weight) words.set(word, weight);
    }
  };
  add(block.name, WEIGHT.name);
  add([block.slug, ...block.aliases].join(" "), WEIGHT.slug);
  add(block.providers.join(" "), block.providers.length < MANY_PROVIDERS ? WEIGHT.provider : WEIGHT.pin);
  add([block.kind, ...block.categories].join(" "), WEIGHT.category);
  add(block.description, WEIGHT.description);
  for (const schema of [block.input_schema, block.output_schema]) {
    for (const [pin, given] of Object.entries(objectOf(objectOf(schema).properties))) {
      if (pin === "error" || !isObject(given)) continue;
      add(`${pin} ${textOf(given.title)}`, WEIGHT.pin);
      add(textOf(given.description), WEIGHT.pinText);
    }
  }
  return words;
}
