import { describe, expect, it } from "vitest";
import { publishState, type Standing } from "@/features/builder/lib/publishState";

const READY: Standing = {
  version: 3,
  isUnsaved: false,
  isValid: true,
  isSaving: false,
  outcome: null,
  misfitCount: 0,
};

describe("publishState", () => {
  it.each([
    [{}, "ready"],
    [{ outcome: "saved" }, "published"],
    [{ outcome: "saved", misfitCount: 2 }, "partial"],
    [{ misfitCount: 1 }, "partial"],
    [{ isUnsaved: true }, "changed"],
    [{ isUnsaved: true, misfitCount: 1 }, "changed"],
    [{ isUnsaved: true, isValid: null }, "changed"],
    [{ isUnsaved: true, isValid: false }, "invalid"],
    [{ isUnsaved: true, isSaving: true }, "publishing"],
    [{ isUnsaved: true, outcome: "failed", isValid: false }, "failed"],
    [{ outcome: "failed" }, "ready"],
    [{ version: null }, "new"],
    [{ version: null, isUnsaved: true }, "new"],
    [{ version: null, isUnsaved: true, isValid: false }, "invalid"],
  ] as const)("of %o is %s", (more, expected) => {
    expect(publishState({ ...READY, ...more })).toBe(expected);
  });
});
