// Shortcuts are written "mod+k", "shift+alt+t", "?", "escape"; mod is Command on a Mac and Control elsewhere.

interface Pressed {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

interface Wanted {
  key: string;
  mod: boolean;
  shift: boolean;
  alt: boolean;
}

export const IS_MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);
const SIGNS: Record<string, string> = {
  escape: "Esc",
  enter: "↵",
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
  backspace: "⌫",
  delete: "Del",
  " ": "Space",
};

/** Whether `event` is the shortcut `keys`. A sign that needs shift to type ("?") is written without it. */
export function matches(keys: string, event: Pressed, isMac = IS_MAC): boolean {
  const wanted = read(keys);
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const other = isMac ? event.ctrlKey : event.metaKey;
  if (mod !== wanted.mod || other || event.altKey !== wanted.alt) return false;
  const isSign = /^[^a-z0-9]$/.test(wanted.key);
  if (!isSign && event.shiftKey !== wanted.shift) return false;
  // With alt some layouts type another letter; the place of the key tells then.
  const letter = wanted.alt && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : event.key;
  return letter.toLowerCase() === wanted.key;
}

/** The keys one by one, as they are printed on the keyboard. */
export function parts(keys: string, isMac = IS_MAC): string[] {
  const wanted = read(keys);
  const shown = SIGNS[wanted.key] ?? (wanted.key.length === 1 ? wanted.key.toUpperCase() : wanted.key);
  return [
    ...(wanted.mod ? [isMac ? "⌘" : "Ctrl"] : []),
    ...(wanted.alt ? [isMac ? "⌥" : "Alt"] : []),
    ...(wanted.shift ? [isMac ? "⇧" : "Shift"] : []),
    shown,
  ];
}

function read(keys: string): Wanted {
  const names = keys.toLowerCase().split(/(?<=.)\+(?=.)/);
  const has = (name: string) => names.slice(0, -1).includes(name);
  return { key: names.at(-1) ?? "", mod: has("mod"), shift: has("shift"), alt: has("alt") };
}
