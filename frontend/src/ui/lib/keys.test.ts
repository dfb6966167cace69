import { expect, test } from "vitest";
import { matches, parts, typedKeys } from "@/ui/lib/keys";

const pressed = (key: string, more: object = {}) => ({
  key,
  code: `Key${key.toUpperCase()}`,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

test("mod is control, or command on a Mac, and the other one spoils it", () => {
  expect(matches("mod+k", pressed("k", { ctrlKey: true }), false)).toBe(true);
  expect(matches("mod+k", pressed("k", { metaKey: true }), true)).toBe(true);
  expect(matches("mod+k", pressed("k", { ctrlKey: true }), true)).toBe(false);
  expect(matches("mod+k", pressed("k", { ctrlKey: true, metaKey: true }), false)).toBe(false);
  expect(matches("k", pressed("k", { ctrlKey: true }), false)).toBe(false);
});

test("shift counts for letters and not for signs, which need it on some keyboards", () => {
  expect(matches("mod+z", pressed("Z", { ctrlKey: true, shiftKey: true }), false)).toBe(false);
  expect(matches("mod+shift+z", pressed("Z", { ctrlKey: true, shiftKey: true }), false)).toBe(true);
  expect(matches("?", pressed("?", { shiftKey: true }), false)).toBe(true);
  expect(matches("/", pressed("/"), false)).toBe(true);
  expect(matches("+", pressed("+"), false)).toBe(true);
  expect(matches("mod++", pressed("+", { ctrlKey: true }), false)).toBe(true);
});

test("alt with a letter goes by the place of the key", () => {
  expect(matches("alt+x", pressed("≈", { altKey: true, code: "KeyX" }), true)).toBe(true);
});

test("keys are shown as they are printed", () => {
  expect(parts("mod+shift+k", false)).toEqual(["Ctrl", "Shift", "K"]);
  expect(parts("mod+k", true)).toEqual(["⌘", "K"]);
  expect(parts("shift+enter", false)).toEqual(["Shift", "↵"]);
  expect(parts("?", false)).toEqual(["?"]);
  expect(parts("f2", false)).toEqual(["F2"]);
});

test("what is pressed is written as a shortcut that matches it", () => {
  const written: [string, string, object][] = [
    ["mod+k", "k", { ctrlKey: true }],
    ["shift+a", "A", { shiftKey: true }],
    ["mod+shift+z", "Z", { ctrlKey: true, shiftKey: true }],
    ["shift+alt+t", "†", { shiftKey: true, altKey: true, code: "KeyT" }],
    ["?", "?", { shiftKey: true }],
    ["shift+arrowleft", "ArrowLeft", { shiftKey: true }],
    ["f2", "F2", {}],
    ["mod++", "+", { ctrlKey: true, shiftKey: true }],
  ];
  for (const [keys, key, more] of written) {
    const event = pressed(key, more);
    expect(typedKeys(event, false)).toBe(keys);
    expect(matches(keys, event, false)).toBe(true);
  }
  expect(typedKeys(pressed("Shift", { shiftKey: true }), false)).toBeNull();
  expect(typedKeys(pressed("k", { metaKey: true }), true)).toBe("mod+k");
});
