import { describe, expect, it } from "vitest";
import { daysOf, keepsLess } from "@/features/settings/lib/retention";
import { rolesUpTo } from "@/features/settings/lib/roles";
import { expiryDate, highest } from "@/features/settings/lib/scopes";

describe("what is kept", () => {
  it("is less if the kind or the time shrinks", () => {
    const year = { keep: "all", days: 365 } as const;
    expect(keepsLess(year, { keep: "failures", days: 365 })).toBe(true);
    expect(keepsLess(year, { keep: "all", days: 30 })).toBe(true);
    expect(keepsLess(year, { keep: "all", days: null })).toBe(false);
    expect(keepsLess({ keep: "nothing", days: 1 }, year)).toBe(false);
  });

  it("reads days", () => {
    expect([" ", "1", "36500"].map(daysOf)).toEqual([null, 1, 36_500]);
    expect(["0", "-1", "1.5", "x", "36501"].map(daysOf)).toEqual(Array(5).fill(undefined));
  });
});

describe("keys", () => {
  it("may do what their highest scope says", () => {
    expect(highest(["read", "build", "run"])).toBe("build");
    expect(highest([])).toBe("read");
  });

  it("end after days, or never", () => {
    const now = new Date("2026-01-01T00:00:00Z");
    expect(expiryDate("30", now)).toBe("2026-01-31T00:00:00.000Z");
    expect(expiryDate("never", now)).toBeNull();
  });
});

it("nobody gives a role above their own", () => {
  expect(rolesUpTo("builder")).toEqual(["builder", "runner", "viewer"]);
});
