import { expect, test } from "vitest";
import { clashes, keysWith, type Shortcut, takenBy, withKeys, withUsual } from "@/app/lib/keyChoices";
import { SHORTCUTS } from "@/app/shortcuts";

const one = (keys: string[], more: Partial<Shortcut> = {}): Shortcut => ({
  keys,
  label: "",
  group: "",
  place: "builder",
  ...more,
});
const ALL = {
  save: one(["mod+s"]),
  redo: one(["mod+shift+z", "mod+y"]),
  copy: one(["mod+c"], { isFixed: true }),
  canvas: one(["c"], { place: "run" }),
  sheet: one(["?"], { place: "everywhere" }),
};

test("a shortcut has its usual keys, the chosen ones, or none", () => {
  expect(keysWith("redo", ALL.redo, {})).toEqual(["mod+shift+z", "mod+y"]);
  expect(keysWith("redo", ALL.redo, { redo: "r" })).toEqual(["r"]);
  expect(keysWith("redo", ALL.redo, { redo: "" })).toEqual([]);
  expect(keysWith("copy", ALL.copy, { copy: "x" })).toEqual(["mod+c"]);
});

test("keys are taken by what works in the same place, or everywhere", () => {
  expect(takenBy("save", "mod+y", ALL, {})).toBe("redo");
  expect(takenBy("save", "mod+y", ALL, { redo: "r" })).toBeNull();
  expect(takenBy("save", "c", ALL, {})).toBeNull();
  expect(takenBy("canvas", "?", ALL, {})).toBe("sheet");
  expect(takenBy("sheet", "c", ALL, {})).toBe("canvas");
  expect(takenBy("save", "mod+s", ALL, {})).toBeNull();
});

test("who takes keys over leaves the other one its second keys, or none", () => {
  expect(withKeys("save", "mod+y", ALL, {})).toEqual({ save: "mod+y", redo: "mod+shift+z" });
  expect(withKeys("redo", "mod+s", ALL, {})).toEqual({ redo: "mod+s", save: "" });
});

test("what is usual is not kept, and going back to it shows a clash that it makes", () => {
  expect(withKeys("save", "mod+s", ALL, { save: "s" })).toEqual({});
  const chosen = withKeys("redo", "mod+s", ALL, {});
  expect(clashes(ALL, chosen)).toEqual(new Map());
  const back = withUsual("save", chosen);
  expect(clashes(ALL, back)).toEqual(
    new Map([
      ["save", "redo"],
      ["redo", "save"],
    ]),
  );
});

test("the usual keys are in nobody's way, and as many as preferences may hold", () => {
  expect(clashes(SHORTCUTS, {})).toEqual(new Map());
  expect(Object.keys(SHORTCUTS).length).toBeLessThan(150);
});
