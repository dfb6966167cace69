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
  if (!isSign(wanted.key) && event.shiftKey !== wanted.shift) return false;
  return letterOf(event, wanted.alt).toLowerCase() === wanted.key;
}

const MODIFIERS = new Set(["Control", "Meta", "Shift", "Alt", "AltGraph", "CapsLock", "Dead", "Process"]);

/** What was pressed, as a shortcut is written; null while only Shift and the like are. */
export function typedKeys(event: Pressed, isMac = IS_MAC): string | null {
  if (MODIFIERS.has(event.key)) return null;
  const key = letterOf(event, event.altKey).toLowerCase();
  const isShifted = event.shiftKey && !isSign(key);
  const mod = isMac ? event.metaKey : event.ctrlKey;
  return [
    ...(mod ? ["mod"] : []),
    ...(isShifted ? ["shift"] : []),
    ...(event.altKey ? ["alt"] : []),
    key,
  ].join("+");
}

/** The keys one by one, as they are printed on the keyboard. */
export function parts(keys: string, isMac = IS_MAC): string[] {
  const wanted = read(keys);
  const isPrintedLarge = wanted.key.length === 1 || /^f\d+$/.test(wanted.key);
  const shown = SIGNS[wanted.key] ?? (isPrintedLarge ? wanted.key.toUpperCase() : wanted.key);
  return [
    ...(wanted.mod ? [isMac ? "⌘" : "Ctrl"] : []),
    ...(wanted.alt ? [isMac ? "⌥" : "Alt"] : []),
    ...(wanted.shift ? [isMac ? "⇧" : "Shift"] : []),
    shown,
  ];
}

function isSign(key: string): boolean {
  return /^[^a-z0-9]$/.test(key);
}

/** With alt some layouts type another letter; the place of the key tells then. */
function letterOf(event: Pressed, alt: boolean): string {
  return alt && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : event.key;
}

function read(keys: string): Wanted {
  const names = keys.toLowerCase().split(/(?<=.)\+(?=.)/);
  const has = (name: string) => names.slice(0, -1).includes(name);
  return { key: names.at(-1) ?? "", mod: has("mod"), shift: has("shift"), alt: has("alt") };
}
