import type { Problem } from "@/fields/lib/problem";
import { fields } from "@/text/en/fields";

/** A problem as people read it. */
export function sentence(problem: Problem | null): string | undefined {
  if (problem === null) return undefined;
  const text: string = fields.problem[problem.code];
  return "limit" in problem ? text.replace("{limit}", String(problem.limit)) : text;
}
