import { describe, expect, it } from "vitest";
import { linksOf } from "@/features/publishing/lib/links";

describe("links as they are typed", () => {
  it("leave empty rows out", () => {
    expect(
      linksOf([
        { title: " Site ", url: "https://example.com " },
        { title: "", url: " " },
      ]),
    ).toEqual([{ title: "Site", url: "https://example.com" }]);
  });
  it.each([
    ["without a title", { title: "", url: "https://example.com" }],
    ["without an address", { title: "Site", url: "" }],
    ["without encryption", { title: "Site", url: "http://example.com" }],
    ["of another kind", { title: "Site", url: "javascript:alert(1)" }],
    ["without a host", { title: "Site", url: "https://" }],
  ])("are refused %s", (_, link) => expect(linksOf([link])).toBeNull());
});
