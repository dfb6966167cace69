import { describe, expect, it } from "vitest";
import { eventsIn, filterRows, filtersOf, PROVIDERS, onlySenderOf, senderOf } from "./trigger";
import { providerName } from "./words";

describe("senders", () => {
  it("names what of a sender's a trigger is about, and asks for no repository of Telegram", () => {
    expect(senderOf("github").resource).toBe("repository");
    expect(senderOf("airtable").resource).toBe("base");
    expect(senderOf("telegram").resource).toBeUndefined();
    expect(senderOf("nobody")).toEqual({});
    expect(senderOf("constructor")).toEqual({});
  });

  it("knows who calls a block, and which takes any sender", () => {
    expect(onlySenderOf({ called_by: "telegram" })).toBe("telegram");
    expect(onlySenderOf({ called_by: "generic_webhook" })).toBeNull();
    expect(onlySenderOf({})).toBeNull();
  });

  it("has a name for each", () => {
    expect(PROVIDERS.filter((slug) => providerName(slug) === slug)).toEqual([]);
  });
});

describe("conditions", () => {
  it("come back as they were typed", () => {
    const rows = [
      { path: "order.count", value: "3" },
      { path: "order.id", value: '"3"' },
      { path: "order.status", value: "paid" },
    ];
    const filters = filtersOf([...rows, { path: " ", value: "left out" }]);
    expect(filters.map(({ equals }) => equals)).toEqual([3, "3", "paid"]);
    expect(filterRows(filters)).toEqual(rows);
  });

  it("takes events a line or a comma apart, each once", () => {
    expect(eventsIn(" push,star\n\npush ")).toEqual(["push", "star"]);
  });
});
