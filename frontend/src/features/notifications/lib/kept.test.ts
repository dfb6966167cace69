import { expect, test } from "vitest";
import { keptOf, keyText } from "@/features/notifications/lib/kept";

test("a browser's own subscription is read back, and anything else is none", () => {
  const kept = { id: "7", endpoint: "https://push.example/1" };
  expect(keptOf(JSON.stringify(kept))).toEqual(kept);
  for (const text of [null, "", "{}", "null", '{"id": 7, "endpoint": "x"}', "not json"])
    expect(keptOf(text)).toBeNull();
});

test("a key is written as the server writes it", () => {
  const bytes = new Uint8Array([0xfb, 0xef, 0xff, 0x01]);
  expect(keyText(bytes.buffer)).toBe("--__AQ");
  expect(keyText(null)).toBe("");
});
