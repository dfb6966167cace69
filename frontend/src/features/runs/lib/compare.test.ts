import { expect, test } from "vitest";
import type { NodeExecutionRead } from "@/api/schema";
import { comparedSteps, comparedValues } from "@/features/runs/lib/compare";

const step = (nodeId: string, index: number, output: unknown, more: Partial<NodeExecutionRead> = {}) =>
  ({
    id: `${nodeId}${index}${String(output)}`,
    node_id: nodeId,
    index,
    status: "COMPLETED",
    error: null,
    input: {},
    outputs: [["output", output]],
    ...more,
  }) as NodeExecutionRead;

test("values are paired by name", () => {
  expect(comparedValues({ x: [1], y: [2] }, { z: [3], y: [2] })).toEqual([
    { key: "x", a: [1], b: undefined, isSame: false },
    { key: "y", a: [2], b: [2], isSame: true },
    { key: "z", a: undefined, b: [3], isSame: false },
  ]);
});

test("steps are paired by node and number, in the order of the first run", () => {
  const pairs = comparedSteps(
    [step("a", 0, 1), step("b", 0, 1), step("b", 1, 1)],
    [step("c", 0, 1), step("b", 0, 2), step("a", 0, 1)],
  );
  expect(pairs.map(({ key, isSame, a, b }) => [key, isSame, a !== undefined, b !== undefined])).toEqual([
    ["a#0", true, true, true],
    ["b#0", false, true, true],
    ["b#1", false, true, false],
    ["c#0", false, false, true],
  ]);
});

test("how a step ended counts, and what it took", () => {
  const [failed] = comparedSteps([step("a", 0, 1)], [step("a", 0, 1, { status: "FAILED" })]);
  const [other] = comparedSteps([step("a", 0, 1)], [step("a", 0, 1, { input: { x: 1 } })]);
  expect([failed?.isSame, other?.isSame]).toEqual([false, false]);
});
