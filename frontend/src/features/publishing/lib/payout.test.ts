import { expect, it } from "vitest";
import { payoutOf } from "@/features/publishing/lib/payout";

it("takes whole credits, from the least on, up to what there is", () => {
  const earnings = { available: "1600.5", least: 1000 };
  expect(payoutOf(" 1000 ", earnings)).toBe(1000);
  expect(payoutOf("1600", earnings)).toBe(1600);
  for (const wrong of ["999", "1601", "1000.5", "-1000", "1e3", "", "all"])
    expect(payoutOf(wrong, earnings)).toBeNull();
});
