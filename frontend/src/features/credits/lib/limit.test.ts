import { expect, it } from "vitest";
import { isNoLimit, limitOf } from "@/features/credits/lib/limit";

it("takes numbers of credits as people type them, and nothing else", () => {
  expect(["5", " 0.5 ", "0,25", "999999999.000001"].map(limitOf)).toEqual([
    "5",
    "0.5",
    "0.25",
    "999999999.000001",
  ]);
  for (const wrong of ["", "-1", "1e3", "1.2345678", "1,000.5", "ten", "9999999999"]) {
    expect(limitOf(wrong)).toBeNull();
  }
});

it("takes nothing for no limit, and not for a wrong one", () => {
  expect(["", "  ", "5"].map(isNoLimit)).toEqual([false, false, false]);
  expect(["ten", "-1"].map(isNoLimit)).toEqual([true, true]);
});
