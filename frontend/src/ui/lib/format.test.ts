import { expect, test } from "vitest";
import { amount, bytes, credits, duration, relativeTime, tookTime } from "@/ui/lib/format";

const NOW = new Date("2026-06-15T12:00:00Z");
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  [-5 * SECOND, "just now"],
  [-45 * SECOND, "45 seconds ago"],
  [-MINUTE, "1 minute ago"],
  [-59.9 * MINUTE, "59 minutes ago"],
  [-2 * HOUR, "2 hours ago"],
  [-DAY, "yesterday"],
  [3 * DAY, "in 3 days"],
  [-8 * DAY, "last week"],
  [-40 * DAY, "last month"],
  [-800 * DAY, "2 years ago"],
])("a moment %i ms away is %s", (milliseconds, text) => {
  expect(relativeTime(new Date(NOW.getTime() + milliseconds), NOW)).toBe(text);
});

test.each([
  [0, "0 ms"],
  [0.001, "<1 ms"],
  [0.999, "<1 ms"],
  [1.4, "1 ms"],
  [840, "840 ms"],
  [4230, "4.2 s"],
  [9960, "10 s"],
  [59_600, "1 min"],
  [185_000, "3 min 5 s"],
  [HOUR, "1 h"],
  [130 * MINUTE, "2 h 10 min"],
  [4 * DAY + 3 * HOUR, "4 d 3 h"],
])("%i ms last %s", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test.each([
  ["12:00:00.123456Z", "12:00:00.123999Z", "<1 ms"],
  ["12:00:00.123999Z", "12:00:00.124001Z", "<1 ms"],
  ["12:00:00.123456Z", "12:00:00.123456Z", "<1 ms"],
  ["12:00:00.123900Z", "12:00:00.126100Z", "2 ms"],
  ["12:00:00Z", "12:00:04.230000Z", "4.2 s"],
  ["12:00:00.000700Z", "12:00:00Z", "<1 ms"], // clocks of two machines
])("work from %s to %s took %s", (from, to, text) => {
  expect(tookTime(`2026-06-15T${from}`, `2026-06-15T${to}`)).toBe(text);
});

test.each([
  [0, "0 B"],
  [512, "512 B"],
  [1023.6, "1 KB"],
  [1536, "1.5 KB"],
  [20 * 1024 ** 2, "20 MB"],
  [1024 ** 5 * 3, "3,072 TB"],
])("%d bytes are %s", (count, text) => {
  expect(bytes(count)).toBe(text);
});

test.each([
  ["0.000000", "0 credits"],
  ["1.000000", "1 credit"],
  ["1234.5", "1,234.5 credits"],
  ["0.000150", "0.00015 credits"],
])("%s is %s", (given, text) => {
  expect(credits(given)).toBe(text);
});

test("large numbers are shortened", () => {
  expect([amount(9999), amount(12_345), amount(3_400_000)]).toEqual(["9,999", "12.3K", "3.4M"]);
});
