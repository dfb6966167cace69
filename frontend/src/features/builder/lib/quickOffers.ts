// What a small palette offers at its place, and what it cannot offer there and why.
import type { BlockRead } from "@/api/schema";
import { followers, type Misfit, misfitOf, type OpenEnd } from "@/features/builder/lib/fitting";
import type { QuickAdd } from "@/features/builder/store/canvas";
import type { Blocks, Fragment } from "@/features/builder/types";

export interface Offers {
  /** The best first. */
  fitting: readonly BlockRead[];
  others: readonly { block: BlockRead; why: Misfit }[];
}

export function quickOffers(
  quick: QuickAdd,
  graph: Fragment,
  blocks: Blocks,
  list: readonly BlockRead[],
): Offers {
  const ends = endsOf(quick);
  if (ends.length === 0) return { fitting: list, others: [] };
  const fits = ends.map((end) => new Set(followers(graph, blocks, list, end).map(({ block }) => block)));
  const [first = new Set<BlockRead>()] = fits;
  const fitting = [...first].filter((block) => fits.every((one) => one.has(block)));
  const isFitting = new Set(fitting);
  const others = list.flatMap((block) => {
    if (isFitting.has(block)) return [];
    const end = ends.find((_end, place) => fits[place]?.has(block) === false);
    return end === undefined ? [] : [{ block, why: misfitOf(graph, blocks, block, end) }];
  });
  return { fitting, others };
}

/** What a new node has to be linked to: nothing, one end, or both ends of a link. */
function endsOf(quick: QuickAdd): OpenEnd[] {
  if (quick.kind === "end") return [quick.end];
  if (quick.kind !== "link") return [];
  const { sourceId, sourceName, sinkId, sinkName } = quick.link;
  return [
    { nodeId: sourceId, pin: sourceName, side: "source" },
    { nodeId: sinkId, pin: sinkName, side: "sink" },
  ];
}
