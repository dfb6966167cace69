import { describe, expect, it } from "vitest";
import type { SubmissionRead } from "@/api/schema";
import { changesOf, priceOf, saidIn, tagsOf } from "@/features/publishing/lib/said";

const DRAFT = {
  graph_version: 3,
  title: "Digest",
  subtitle: "",
  description: "It reads.",
  instructions: "",
  changelog: "",
  categories: ["data"],
  tags: ["news", "weekly digest"],
  price: "2.5",
  is_closed: true,
  images: ["a"],
} as unknown as SubmissionRead;

describe("a price as it is typed", () => {
  it.each([
    ["0", "0"],
    [" 2,5 ", "2.5"],
    ["100000", "100000"],
    ["100001", null],
    ["-1", null],
    ["1e3", null],
    ["", null],
    ["1.1234567", null],
  ])("%j is %j", (typed, price) => expect(priceOf(typed)).toBe(price));
});

describe("tags as they are typed", () => {
  it("are small, each once", () => {
    expect(tagsOf("News,  Weekly   digest, news,,")).toEqual(["news", "weekly digest"]);
  });
  it("are ten at most, of thirty characters", () => {
    expect(tagsOf("abcdefghijk".split("").join(","))).toBeNull();
    expect(tagsOf("x".repeat(31))).toBeNull();
  });
});

describe("what is to be sent", () => {
  it("is nothing for what was said already, however it is typed", () => {
    const said = saidIn(DRAFT);
    expect(changesOf(DRAFT, said)).toEqual({});
    expect(
      changesOf(DRAFT, { ...said, price: "2.50", tags: "News , weekly digest", title: " Digest " }),
    ).toEqual({});
  });
  it("is what changed, without what cannot be sent", () => {
    const said = { ...saidIn(DRAFT), title: " ", price: "much", isClosed: false, images: ["b", "a"] };
    expect(changesOf(DRAFT, said)).toEqual({ is_closed: false, images: ["b", "a"] });
  });
});
