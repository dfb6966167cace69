// Firings of a run in pages. What has ended stays as it is, so only the pages with something open are read again.
import type { NodeExecutionRead, NodeStatus } from "@/api/schema";

export interface FiringPage {
  firings: NodeExecutionRead[];
  /** Cursor of the page behind it; undefined at the end. */
  next: string | undefined;
}

const ENDED: ReadonlySet<NodeStatus> = new Set(["COMPLETED", "FAILED", "TERMINATED"]);

/** The pages at the beginning that cannot change any more. */
export function settledPages(pages: readonly FiringPage[]): FiringPage[] {
  const open = pages.findIndex(
    (page) => page.next === undefined || page.firings.some((one) => !ENDED.has(one.status)),
  );
  return pages.slice(0, open < 0 ? pages.length : open);
}
