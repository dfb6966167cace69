import { describe, expect, it } from "vitest";
import { addressOf, filterOf, parametersOf } from "@/features/credits/lib/entryFilter";

const GRAPH = "0199f1d2-0000-7000-8000-000000000001";

describe("the filter of the history", () => {
  it("is the same through the address, beside what else stands there", () => {
    const filter = { kind: "capture", span: "7d", graph: GRAPH } as const;
    const address = addressOf(filter, new URLSearchParams("tab=history&kind=grant"));
    expect(address.get("tab")).toBe("history");
    expect(filterOf(address)).toEqual(filter);
    expect(addressOf({}, address).toString()).toBe("tab=history");
  });

  it("leaves out what makes no sense", () => {
    expect(filterOf(new URLSearchParams("kind=gift&since=1y&agent=mine"))).toEqual({});
  });

  it("asks the API for whole days", () => {
    const asked = parametersOf({ kind: "topup", span: "7d" }, new Date("2026-11-22T13:00:00Z"));
    expect(asked).toEqual({
      kind: ["topup"],
      from: "2026-11-16T00:00:00.000Z",
      to: "2026-11-23T00:00:00.000Z",
    });
  });
});
