import { describe, expect, it } from "vitest";
import { amountOf, microOf, shownAmount, shownMovement } from "@/features/credits/lib/amounts";
import { daysOf, momentsOf, shownDay, spanOf } from "@/features/credits/lib/days";
import { restOf, sharesOf, shownPercent } from "@/features/credits/lib/shares";

const row = (key: string, amount: string) => ({ key, called: "", amount, count: 1 });

describe("amounts", () => {
  it("are the same there and back, to the millionth", () => {
    for (const amount of ["0", "0.015", "-0.000001", "12", "100", "123456789.654321"]) {
      expect(amountOf(microOf(amount))).toBe(amount);
    }
  });

  it("are shown with their small digits only where those matter", () => {
    expect(shownAmount("0.000015")).toBe("0.000015");
    expect(shownAmount("1234.56789")).toBe("1,234.57");
    expect(shownMovement("-0.5")).toBe("−0.5");
    expect(shownMovement("1500")).toBe("+1,500");
  });
});

describe("shares", () => {
  it("are as long as their part of the dearest, and the rest is what they leave over", () => {
    const shares = sharesOf([row("a", "6"), row("b", "3"), row("c", "1")], "10", 2);
    expect(shares.map(({ key, length, percent }) => [key, length, percent])).toEqual([
      ["a", 1, 60],
      ["b", 0.5, 30],
    ]);
    expect(restOf(shares, "10")).toBe("1");
    expect(restOf(shares, "9")).toBeNull();
  });

  it("draw nothing of what came back as a refund", () => {
    const [share] = sharesOf([row("a", "-2")], "-2", 5);
    expect([share?.length, share?.percent]).toEqual([0, 0]);
  });

  it("are said in few digits", () => {
    expect([0, 0.04, 4, 9.96, 45.6].map(shownPercent)).toEqual(["0", "<0.1", "4", "10", "46"]);
  });
});

describe("days", () => {
  it("are whole in UTC, today included", () => {
    const moments = momentsOf("7d", new Date("2026-11-22T13:00:00Z"));
    expect(moments).toEqual({ from: "2026-11-16T00:00:00.000Z", to: "2026-11-23T00:00:00.000Z" });
  });

  it("have no gap", () => {
    const days = daysOf(
      [row("2026-11-20", "4"), row("2026-11-22", "2")],
      "2026-11-20T00:00:00Z",
      "2026-11-23T00:00:00Z",
    );
    expect(days).toEqual([
      { day: "2026-11-20", amount: "4", height: 1 },
      { day: "2026-11-21", amount: "0", height: 0 },
      { day: "2026-11-22", amount: "2", height: 0.5 },
    ]);
  });

  it("take any address for one of the known spans", () => {
    expect([spanOf("7d"), spanOf("1y"), spanOf(null)]).toEqual(["7d", "30d", "30d"]);
    expect(shownDay("2026-11-02")).toBe("2 Nov");
    expect(shownDay("2026-11-02", true)).toBe("2 Nov 2026");
  });
});
