import { describe, expect, it } from "vitest";
import { coverOf, lettersOf } from "@/features/marketplace/lib/cover";
import { filterOf, isAsked, parametersOf, queryOf, withCategory } from "@/features/marketplace/lib/filter";
import { barsOf } from "@/features/marketplace/lib/histogram";
import { toldOf } from "@/features/marketplace/lib/inWords";

describe("the filter in the address", () => {
  it("comes back as it went in", () => {
    const text =
      "q=write+letters&category=writing%2Cdata&provider=openai&tag=mail&price=paid&up_to=5&stars=4.5&sort=newest";
    const filter = filterOf(new URLSearchParams(text));
    expect(queryOf(filter).toString()).toBe(text);
    expect(parametersOf(filter)).toEqual({
      q: "write letters",
      category: ["writing", "data"],
      provider: ["openai"],
      tag: ["mail"],
      price: "paid",
      max_price: "5",
      min_rating: 4.5,
      sort: "newest",
    });
  });
  it("leaves out what makes no sense", () => {
    expect(filterOf(new URLSearchParams("q=++&price=cheap&stars=9&sort=best&category=,,&up_to=7"))).toEqual(
      {},
    );
    expect(filterOf(new URLSearchParams("price=free&up_to=5"))).toEqual({ price: "free" });
  });
  it("asks for the best match only where there are words", () => {
    expect(parametersOf({}).sort).toBe("popular");
    expect(parametersOf({ sort: "relevance" }).sort).toBe("popular");
    expect(parametersOf({ words: "mail" }).sort).toBe("relevance");
    expect(isAsked({ sort: "newest" })).toBe(false);
    expect(isAsked({ stars: "4" })).toBe(true);
  });
  it("has one category at a time, and none once it is chosen again", () => {
    expect(withCategory({ words: "x" }, "data")).toEqual({ words: "x", category: ["data"] });
    expect(withCategory({ category: ["data"] }, "data")).toEqual({});
    expect(withCategory({ category: ["data"] }, null)).toEqual({});
  });
});

describe("the picture of a title", () => {
  it("is the same for the same title and within its frame", () => {
    const cover = coverOf("Refund desk");
    expect(coverOf("Refund desk")).toEqual(cover);
    expect(coverOf("Refund desks")).not.toEqual(cover);
    expect(cover.hue).toBeGreaterThanOrEqual(0);
    expect(cover.hue).toBeLessThan(360);
    expect(cover.rings.every(({ x, y }) => x >= 0 && x <= 160 && y >= 0 && y <= 90)).toBe(true);
  });
  it("has the first letters of two words", () => {
    expect([lettersOf("Refund desk"), lettersOf("  über-all"), lettersOf("📮"), lettersOf("Mail")]).toEqual([
      "RD",
      "ÜA",
      "",
      "M",
    ]);
  });
});

it("says in words what an agent asks for", () => {
  const schema = {
    required: ["tone"],
    properties: {
      tone: { type: "string", enum: ["kind", "firm"], title: "Tone", description: "How it sounds" },
      day_count: { type: "integer", minimum: 1, maximum: 30 },
      anything: { title: "Anything" },
      key: { type: "string", secret: true },
    },
  };
  expect(toldOf(schema).map(({ label, kind, isRequired }) => [label, kind, isRequired])).toEqual([
    ["Tone", "one of kind, firm", true],
    ["Day count", "a whole number from 1 to 30", false],
    ["Anything", "any data", false],
    ["Key", "a secret, which is kept hidden", false],
  ]);
  expect(toldOf(null)).toEqual([]);
});

it("draws bars as wide as the widest", () => {
  expect(barsOf({ "5": 4, "4": 1 }).map(({ percent }) => percent)).toEqual([100, 25, 0, 0, 0]);
  expect(barsOf({}).every(({ percent }) => percent === 0)).toBe(true);
});
