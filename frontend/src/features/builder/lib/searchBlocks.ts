// Finding blocks by what people would call them, the closest first. Works offline: by the words that blocks use,
// a table of everyday words for them, rough endings, and one wrong letter.
import type { BlockRead } from "@/api/schema";
import { EVERYDAY } from "@/features/builder/lib/everydayWords";
import { big, type Entry, entryOf, vocabulary, WEIGHT } from "@/features/builder/lib/searchIndex";
import { isOneOff, stem, wordsOf } from "@/features/builder/lib/stem";

/** How well a word is met: by another form of it, its beginning, its middle; said otherwise; misspelt. */
const MET = { same: 1, form: 0.95, beginning: 0.8, middle: 0.4, otherwise: 0.9, misspelt: 0.7 };
/** What the name as a whole adds. */
const NAME = { same: 100, beginning: 20, share: 5 };
/** A block that needs no account stands before one that says as much and needs one. */
const NO_ACCOUNT = 0.5;
const LEAST_TO_MISSPELL = 4;
const LEAST_IN_THE_MIDDLE = 4;
const LONGEST_PHRASE = 4;

export function searchBlocks(blocks: readonly BlockRead[], typed: string): BlockRead[] {
  const said = wordsOf(typed);
  if (said.length === 0) return [...blocks];
  const entries = blocks.map(entryOf);
  const terms = termsOf(big(said)).map((term) => orMisspelt(term, entries));
  const found = entries.flatMap((entry) => {
    const points = terms.map((term) => pointsOf(entry, term));
    const met = points.filter((one) => one > 0).length;
    if (met === 0) return [];
    const sum = points.reduce((all, one) => all + one, 0);
    return [{ block: entry.block, met, points: sum / terms.length + bonusOf(entry, typed, said) }];
  });
  // All that is said, or where no block has all of it, most.
  const most = Math.max(0, ...found.map(({ met }) => met));
  if (most * 2 < terms.length) return [];
  return found
    .filter(({ met }) => met === most)
    .sort((one, other) => other.points - one.points || one.block.name.localeCompare(other.block.name))
    .map(({ block }) => block);
}

/** Something that is said, in each way that it may be called. */
interface Term {
  words: readonly string[];
  ways: readonly Way[];
}

/** Takes blocks apart before anything is typed: of all of them that takes longer than a key may. */
export function prepareSearch(blocks: readonly BlockRead[]): void {
  blocks.forEach(entryOf);
}

interface Said {
  text: string;
  stem: string;
  /** Longer words of blocks that begin with it or hold it, and how well they meet it. */
  alike: readonly (readonly [word: string, met: number])[];
}

/** A block has to have all the words. */
interface Way {
  words: readonly Said[];
  factor: number;
}

function wayOf(words: readonly string[], factor: number): Way {
  return { words: big(words).map((text) => ({ text, stem: stem(text), alike: [] })), factor };
}

/** As it is typed, perhaps not to its end. */
function typedWay(words: readonly string[]): Way {
  return {
    words: words.map((text) => ({ text, stem: stem(text), alike: alikeOf(text) })),
    factor: MET.same,
  };
}

function alikeOf(text: string): [word: string, met: number][] {
  const found: [string, number][] = [];
  for (const word of vocabulary()) {
    if (word.startsWith(text)) found.push([word, MET.beginning]);
    else if (text.length >= LEAST_IN_THE_MIDDLE && word.includes(text)) found.push([word, MET.middle]);
  }
  return found;
}

/** As the table is asked for it. */
function keyOf(words: readonly string[]): string {
  return big(words).map(stem).join(" ");
}

/** Everyday phrase, by the stems of its words → what blocks call it. */
const CALLED: ReadonlyMap<string, readonly Way[]> = called();
const SAID: ReadonlySet<string> = new Set(EVERYDAY.flatMap(([said]) => wordsOf(said)));

function called(): Map<string, Way[]> {
  const made = new Map<string, Way[]>();
  for (const [said, names] of EVERYDAY) {
    const ways = names.split(",").map((name) => wayOf(wordsOf(name), MET.otherwise));
    for (const phrase of said.split(",")) {
      const key = keyOf(wordsOf(phrase));
      made.set(key, [...(made.get(key) ?? []), ...ways]);
    }
  }
  return made;
}

/** Words that make a phrase of the table belong together; the longest phrase wins. */
function termsOf(words: readonly string[]): Term[] {
  const terms: Term[] = [];
  for (let at = 0; at < words.length;) {
    const length = phraseAt(words, at);
    const phrase = words.slice(at, at + length);
    const ways = CALLED.get(keyOf(phrase)) ?? [];
    terms.push({ words: phrase, ways: [typedWay(phrase), ...ways] });
    at += length;
  }
  return terms;
}

function phraseAt(words: readonly string[], at: number): number {
  for (let length = Math.min(LONGEST_PHRASE, words.length - at); length > 1; length -= 1) {
    if (CALLED.has(keyOf(words.slice(at, at + length)))) return length;
  }
  return 1;
}

/** A word that no block has and nobody says, with what is one letter away from it. */
function orMisspelt(term: Term, entries: readonly Entry[]): Term {
  const [word = ""] = term.words;
  if (term.words.length > 1 || term.ways.length > 1 || word.length < LEAST_TO_MISSPELL) return term;
  const isKnown = term.ways.some((way) => way.words.some(({ alike }) => alike.length > 0));
  if (isKnown || entries.some((entry) => pointsOf(entry, term) > 0)) return term;
  const words = [...new Set([...SAID, ...vocabulary()])];
  const root = stem(word);
  const written = words.filter((one) => isOneOff(one, word));
  const near =
    written.length > 0 || root.length <= LEAST_TO_MISSPELL
      ? written
      : words.filter((one) => isOneOff(stem(one), root));
  const ways = near.flatMap((one) => [
    wayOf([one], MET.misspelt),
    ...(CALLED.get(stem(one)) ?? []).map((way) => ({ ...way, factor: way.factor * MET.misspelt })),
  ]);
  return { ...term, ways: [...term.ways, ...ways] };
}

function pointsOf(entry: Entry, term: Term): number {
  let most = 0;
  for (const way of term.ways) most = Math.max(most, pointsOfWay(entry, way));
  return most;
}

/** The mean of its words, and more where they are much of the name. */
function pointsOfWay(entry: Entry, { words, factor }: Way): number {
  let sum = 0;
  let inName = 0;
  for (const said of words) {
    const points = pointsOfWord(entry, said);
    if (points === 0) return 0;
    if (points > WEIGHT.slug) inName += 1;
    sum += points;
  }
  const share = Math.min(1, inName / entry.nameLength);
  return factor * (sum / words.length + share * NAME.share);
}

function pointsOfWord({ words, stems }: Entry, { text, stem: root, alike }: Said): number {
  let most = Math.max((words.get(text) ?? 0) * MET.same, (stems.get(root) ?? 0) * MET.form);
  for (const [word, met] of alike) {
    const weight = words.get(word);
    if (weight !== undefined && weight * met > most) most = weight * met;
  }
  return most;
}

function bonusOf({ block, name }: Entry, typed: string, said: readonly string[]): number {
  const whole = said.join(" ");
  const isNamed = name === whole || block.slug === typed.trim().toLowerCase();
  const needsNone = block.providers.length === 0 && block.kind !== "trigger";
  const named = isNamed ? NAME.same : name.startsWith(whole) ? NAME.beginning : 0;
  return named + (needsNone ? NO_ACCOUNT : 0);
}
