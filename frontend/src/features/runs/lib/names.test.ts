import { expect, it } from "vitest";
import type { GraphRead } from "@/api/schema";
import { nodeNames } from "@/features/runs/lib/names";

const BLOCKS = new Map([
  ["agent.output", { name: "Agent Output", kind: "output" }],
  ["agent.human_review", { name: "Human In The Loop", kind: "review" }],
]);

it("calls steps as the canvas does", () => {
  const node = (id: string, block: string, name: string, own = "") => ({
    id,
    block_id: block,
    input_default: { name },
    metadata: { customized_name: own },
  });
  const nodes = [
    node("a", "agent.output", "song"),
    node("b", "agent.output", "song", "The song"),
    node("c", "agent.human_review", "May it go out?"),
    node("d", "gone", "x"),
  ];
  const names = nodeNames({ nodes } as unknown as GraphRead, BLOCKS);
  expect([...names.values()]).toEqual(["song", "The song", "Human In The Loop", "d"]);
});
