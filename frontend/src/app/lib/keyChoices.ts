// Which keys a shortcut has: its usual ones, or those that a person chose.

/** Where it works. Of two that never work at one time, both may have the same keys. */
export type Place = "everywhere" | "agents" | "agent" | "builder" | "run";

export interface Shortcut {
  /** The usual ones, each of them. */
  keys: readonly string[];
  label: string;
  /** Heading in lists. */
  group: string;
  place: Place;
  /** The browser, or habit, decides. */
  isFixed?: boolean;
}

/** Id → keys, where they differ from the usual ones; empty: none. */
export type Chosen = Readonly<Record<string, string>>;
type All = Readonly<Record<string, Shortcut>>;

export function keysWith(id: string, shortcut: Shortcut, chosen: Chosen): readonly string[] {
  const own = shortcut.isFixed === true ? undefined : chosen[id];
  if (own === undefined) return shortcut.keys;
  return own === "" ? [] : [own];
}

/** The shortcut that has `keys` already where `id` works; null if nothing has. */
export function takenBy(id: string, keys: string, all: All, chosen: Chosen): string | null {
  const place = all[id]?.place;
  const found = Object.entries(all).find(
    ([other, shortcut]) =>
      other !== id && meet(place, shortcut.place) && keysWith(other, shortcut, chosen).includes(keys),
  );
  return found?.[0] ?? null;
}

/** What was chosen, with `keys` for `id`, and taken from the one that had them. */
export function withKeys(id: string, keys: string, all: All, chosen: Chosen): Chosen {
  const other = takenBy(id, keys, all, chosen);
  return tidied({ ...chosen, ...(other !== null && left(other, keys, all, chosen)), [id]: keys }, all);
}

/** What was chosen, without the choice for `id`. */
export function withUsual(id: string, chosen: Chosen): Chosen {
  return Object.fromEntries(Object.entries(chosen).filter(([name]) => name !== id));
}

/** Those that must not have the same keys as another one but have: by an update, or going back to the usual ones. */
export function clashes(all: All, chosen: Chosen): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [id, shortcut] of Object.entries(all)) {
    for (const keys of keysWith(id, shortcut, chosen)) {
      const other = takenBy(id, keys, all, chosen);
      if (other !== null) found.set(id, other);
    }
  }
  return found;
}

function left(id: string, keys: string, all: All, chosen: Chosen): Chosen {
  const shortcut = all[id];
  const rest = shortcut === undefined ? [] : keysWith(id, shortcut, chosen).filter((one) => one !== keys);
  return { [id]: rest[0] ?? "" };
}

/** Without what is usual anyway. */
function tidied(chosen: Chosen, all: All): Chosen {
  const differs = ([id, keys]: [string, string]) => {
    const usual = all[id]?.keys ?? [];
    return usual.length !== 1 || usual[0] !== keys;
  };
  return Object.fromEntries(Object.entries(chosen).filter(differs));
}

function meet(one: Place | undefined, other: Place): boolean {
  return one === other || one === "everywhere" || other === "everywhere";
}
