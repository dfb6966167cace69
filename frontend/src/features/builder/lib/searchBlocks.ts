// Finding blocks by words, the closest first.
import type { BlockRead } from "@/api/schema";

export function searchBlocks(blocks: readonly BlockRead[], typed: string): BlockRead[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...blocks];
  const ranked = blocks.flatMap((block) => {
    const rank = rankOf(block, words);
    return rank === null ? [] : [{ block, rank }];
  });
  return ranked
    .sort((one, other) => one.rank - other.rank || one.block.name.localeCompare(other.block.name))
    .map(({ block }) => block);
}

/** null: it has not all the words. 0: the name is what was typed; 1: it begins so; 2: it has the words; 3: the rest has. */
function rankOf(block: BlockRead, words: readonly string[]): number | null {
  const name = block.name.toLowerCase();
  const typed = words.join(" ");
  if (name === typed || block.slug === typed) return 0;
  if (name.startsWith(typed)) return 1;
  if (words.every((word) => name.includes(word))) return 2;
  const all = [
    name,
    block.slug,
    ...block.aliases,
    ...block.providers,
    ...block.categories,
    block.description,
  ];
  const text = all.join(" ").toLowerCase();
  return words.every((word) => text.includes(word)) ? 3 : null;
}
