// Words as they are compared: "Summarizing", "summaries" and "summarise" begin alike and end differently.

/** The words of a text, in lower case: "Google_sheets: add row" → google, sheets, add, row. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

const KNOWN = new Map<string, string>();

/** What English endings leave of a word. Rough: it need only be the same for words that mean the same. */
export function stem(word: string): string {
  const known = KNOWN.get(word);
  if (known !== undefined) return known;
  const made = reduce(word);
  KNOWN.set(word, made);
  return made;
}

/** The longest first; with how many letters have to be left. */
const ENDINGS: readonly (readonly [ending: string, least: number])[] = [
  ["izations", 4],
  ["ization", 4],
  ["isation", 4],
  ["izing", 4],
  ["ising", 4],
  ["ations", 4],
  ["izer", 4],
  ["iser", 4],
  ["ized", 4],
  ["ised", 4],
  ["ation", 4],
  ["ating", 4],
  ["ator", 4],
  ["ated", 4],
  ["ions", 4],
  ["ing", 3],
  ["ize", 4],
  ["ise", 4],
  ["ate", 4],
  ["ion", 4],
  ["ed", 3],
  ["er", 4],
  ["or", 5],
  ["y", 4],
  ["e", 3],
];

function reduce(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word;
  const one = singular(word);
  const found = ENDINGS.find(
    ([ending, least]) => one.endsWith(ending) && hasVowel(one, one.length - ending.length, least),
  );
  const left = found === undefined ? one : one.slice(0, -found[0].length);
  return left.replace(/([bdfgklmnprt])\1$/, "$1");
}

function singular(word: string): string {
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(x|ch|sh|ss|zz)es$/.test(word)) return word.slice(0, -2);
  return /[^sui]s$/.test(word) ? word.slice(0, -1) : word;
}

function hasVowel(word: string, length: number, least: number): boolean {
  return length >= least && /[aeiouy]/.test(word.slice(0, length));
}

/** One letter too many, too few or wrong, or two that changed places. */
export function isOneOff(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1 || one === other) return false;
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const [first, second] = [one.slice(same), other.slice(same)];
  if (first.length > second.length) return first.slice(1) === second;
  if (first.length < second.length) return first === second.slice(1);
  if (first.slice(1) === second.slice(1)) return true;
  const isSwapped = first[0] === second[1] && first[1] === second[0];
  return isSwapped && first.slice(2) === second.slice(2);
}
