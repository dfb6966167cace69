import type { ExecutionStatus } from "@/api/schema";
import { tookTime } from "@/ui/lib/format";

interface Times {
  started_at: string | null;
  ended_at: string | null;
}

const ENDED: ReadonlySet<ExecutionStatus> = new Set(["COMPLETED", "FAILED", "TERMINATED"]);

export function hasEnded(status: ExecutionStatus): boolean {
  return ENDED.has(status);
}

/** How long a run or a step took, or has taken until `now`; a dash while it waits to begin. */
export function took({ started_at: started, ended_at: ended }: Times, now: Date): string {
  return started === null ? "–" : tookTime(started, ended ?? now.toISOString());
}
