import { describe, expect, it } from "vitest";
import { dataParameters, labelOf, tagsOf } from "@/features/runs/lib/tags";

describe("tagsOf", () => {
  it("takes words between commas, each once", () => {
    expect(tagsOf(" nightly, eu ,,nightly")).toEqual(["nightly", "eu"]);
    expect(tagsOf(" ")).toEqual([]);
    expect(tagsOf("x".repeat(60))).toEqual(["x".repeat(50)]);
    expect(tagsOf(Array.from({ length: 12 }, (_, place) => `t${place}`).join())).toHaveLength(10);
  });
});

describe("labelOf", () => {
  it("tells a tag from custom data", () => {
    expect(labelOf(" nightly ")).toEqual({ tag: "nightly" });
    expect(labelOf("customer=Ada")).toEqual({ data: "customer=Ada" });
    expect(labelOf("=Ada")).toEqual({ tag: "=Ada" });
    expect(labelOf(" ")).toBeNull();
  });
});

describe("dataParameters", () => {
  it("names each entry", () => {
    expect(dataParameters(["customer = Ada", "url=https://a.example/?x=1"])).toEqual({
      "data.customer": "Ada",
      "data.url": "https://a.example/?x=1",
    });
  });
});
