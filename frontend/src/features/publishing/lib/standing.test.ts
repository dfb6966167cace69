import { describe, expect, it } from "vitest";
import type { MyListing } from "@/api/schema";
import { appealable, standingOf, standingRejection } from "@/features/publishing/lib/standing";

type Brief = MyListing["under_way"];

function brief(state: string): Brief {
  return { id: "s1", number: 2, state } as unknown as Brief;
}

function listing(state: string, underWay: string | null, decided: string | null, appeal: unknown = null) {
  return {
    state,
    under_way: underWay === null ? null : brief(underWay),
    decided: decided === null ? null : brief(decided),
    appeal,
  } as unknown as MyListing;
}

describe("how a listing stands", () => {
  it.each([
    ["draft", "draft", null, "draft"],
    ["draft", "pending", null, "pending"],
    ["draft", null, "rejected", "rejected"],
    ["draft", "draft", "rejected", "draft"],
    ["draft", null, null, "withdrawn"],
    ["public", null, "approved", "public"],
    ["public", "draft", "approved", "update_draft"],
    ["public", "pending", "rejected", "update_pending"],
    ["public", null, "rejected", "update_rejected"],
    ["unpublished", "draft", "approved", "unpublished"],
    ["taken_down", null, "approved", "taken_down"],
  ])("%s with %s under way and %s decided is %s", (state, underWay, decided, standing) => {
    expect(standingOf(listing(state, underWay, decided))).toBe(standing);
  });
});

it.each([
  ["draft", null, "rejected", "s1"],
  ["public", "draft", "rejected", "s1"],
  ["draft", "pending", "rejected", null],
  ["taken_down", null, "rejected", null],
  ["public", null, "approved", null],
  ["draft", null, null, null],
])(
  "of %s with %s under way and %s decided the rejection that stands is %s",
  (state, underWay, decided, id) => {
    expect(standingRejection(listing(state, underWay, decided))).toBe(id);
  },
);

describe("what may be appealed against", () => {
  it("is a take-down, or the last rejection if nothing new is under way", () => {
    expect(appealable(listing("taken_down", null, "approved"))).toBeNull();
    expect(appealable(listing("draft", null, "rejected"))).toBe("s1");
    expect(appealable(listing("draft", "draft", "rejected"))).toBeUndefined();
    expect(appealable(listing("public", null, "approved"))).toBeUndefined();
  });
  it("is nothing while an appeal is open, and no rejection twice", () => {
    const open = { submission_id: "s1", state: "open" };
    expect(appealable(listing("draft", null, "rejected", open))).toBeUndefined();
    expect(appealable(listing("draft", null, "rejected", { ...open, state: "denied" }))).toBeUndefined();
    const takeDown = { submission_id: null, state: "open" };
    expect(appealable(listing("taken_down", null, "approved", takeDown))).toBeUndefined();
    expect(appealable(listing("taken_down", null, "approved", { ...takeDown, state: "denied" }))).toBeNull();
  });
});
