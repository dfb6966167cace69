import { expect, test } from "vitest";
import type { NodeExecutionRead, NodeStatus } from "@/api/schema";
import { settledPages } from "@/features/runs/lib/pages";

const page = (next: string | undefined, ...statuses: NodeStatus[]) => ({
  next,
  firings: statuses.map((status) => ({ status }) as NodeExecutionRead),
});

test("pages are kept up to the first in which something is open, and never the last one", () => {
  const done = page("b", "COMPLETED", "FAILED");
  const open = page("c", "COMPLETED", "RUNNING");
  const last = page(undefined, "COMPLETED");
  expect(settledPages([done, open, done, last])).toEqual([done]);
  expect(settledPages([done, last])).toEqual([done]);
  expect(settledPages([last])).toEqual([]);
  expect(settledPages([])).toEqual([]);
});
