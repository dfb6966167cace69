import { expect, it } from "vitest";
import { pausedText } from "@/features/agents/lib/paused";

const row = (schedules: number, triggers: number) => ({
  paused: {
    schedules: Array.from({ length: schedules }, () => ({ id: "s", name: "" })),
    triggers: Array.from({ length: triggers }, () => ({ id: "t", name: "" })),
  },
});

it("what was switched off is counted over all that were archived", () => {
  expect(pausedText([row(0, 0)])).toBe("");
  expect(pausedText([row(1, 0)])).toBe("Switched off: 1 schedule.");
  expect(pausedText([row(1, 1), row(1, 0)])).toBe("Switched off: 2 schedules, 1 trigger.");
});
