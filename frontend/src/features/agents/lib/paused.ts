import type { GraphPlaced } from "@/api/schema";
import { library } from "@/text/en/library";
import { fill, plural } from "@/text/fill";

const { schedules, triggers } = library.inUse;

/** What archiving has switched off, in words; empty if nothing was on. */
export function pausedText(placed: readonly Pick<GraphPlaced, "paused">[]): string {
  const kinds = [
    { named: schedules, count: placed.flatMap(({ paused }) => paused.schedules).length },
    { named: triggers, count: placed.flatMap(({ paused }) => paused.triggers).length },
  ].filter(({ count }) => count > 0);
  const names = kinds.map(({ named, count }) => plural(count, named.one, named.many)).join(", ");
  return names === "" ? "" : fill(library.archive.paused, { names });
}
