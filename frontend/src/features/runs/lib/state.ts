import type { ExecutionStatus } from "@/api/schema";

interface Times {
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
}

const ENDED: ReadonlySet<ExecutionStatus> = new Set(["COMPLETED", "FAILED", "TERMINATED"]);

export function hasEnded(status: ExecutionStatus): boolean {
  return ENDED.has(status);
}

/** How long a run took, or has taken until `now`; null while it waits to begin. */
export function tookMs({ started_at: started, ended_at: ended }: Times, now: Date): number | null {
  if (started === null) return null;
  const end = ended === null ? now.getTime() : Date.parse(ended);
  return Math.max(0, end - Date.parse(started));
}
