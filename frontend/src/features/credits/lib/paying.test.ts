import { expect, it } from "vitest";
import { creditsOf, dollars, monthName, monthsUntil, thresholdOf } from "@/features/credits/lib/paying";

it("takes whole credits within bounds, and nothing else", () => {
  expect(["500", " 2000 ", "1000000"].map(creditsOf)).toEqual([500, 2000, 1_000_000]);
  expect(["499", "1000001", "12.5", "-600", "1e4", ""].map(creditsOf)).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(["0", "100", "x", "1000001"].map(thresholdOf)).toEqual([0, 100, null, null]);
});

it("says what credits cost", () => {
  expect([500, 1250, 50_000_000].map(dollars)).toEqual(["$5", "$12.50", "$500,000"]);
});

it("counts months back over the end of a year", () => {
  expect(monthsUntil(new Date("2026-01-31T23:30:00Z"), 3)).toEqual(["2026-01", "2025-12", "2025-11"]);
  expect(monthName("2025-12")).toBe("December 2025");
});
