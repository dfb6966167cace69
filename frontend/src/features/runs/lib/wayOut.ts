// What a person can do about a failure, by its code in docs/errors.md.
import { runs } from "@/text/en/runs";

export type Door = "reviews" | "child";

interface WayOut {
  text: string;
  /** A page that helps, besides the step in the builder and running again. */
  door: Door | null;
}

const DOORS: Record<string, Door> = {
  review_needed: "reviews",
  review_timed_out: "reviews",
  sub_agent_failed: "child",
};

export function wayOut(code: string): WayOut {
  const texts: Record<string, string> = runs.wayOut;
  return { text: texts[code] ?? runs.wayOutUnknown, door: DOORS[code] ?? null };
}
