// A picture for what has none, made from its title: the same title gives the same one.

interface Ring {
  x: number;
  y: number;
  radius: number;
  /** Its part of the way between the two colours. */
  shade: number;
}

export interface Cover {
  /** Of 360 degrees. */
  hue: number;
  rings: Ring[];
}

const RINGS = 5;
const WIDTH = 160;
const HEIGHT = 90;

export function coverOf(title: string): Cover {
  let state = seedOf(title);
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const hue = Math.floor(next() * 360);
  const rings = Array.from({ length: RINGS }, (_, place) => ({
    x: Math.round(next() * WIDTH),
    y: Math.round(next() * HEIGHT),
    radius: Math.round(12 + next() * 46),
    shade: place / (RINGS - 1),
  }));
  return { hue, rings };
}

/** At most two letters that stand for a title: of its first words. */
export function lettersOf(title: string): string {
  const words = title.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  return words
    .slice(0, 2)
    .map((word) => String.fromCodePoint(word.codePointAt(0) ?? 0))
    .join("")
    .toUpperCase();
}

function seedOf(text: string): number {
  let hash = 2_166_136_261;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return hash;
}
