// Narrowing the blocks down by what they are. Of several services or categories any will do; the marks all hold.
import type { BlockRead, CategoryEnum } from "@/api/schema";
import { isLacking } from "@/features/builder/lib/accounts";

const MARKS = ["trigger", "human", "no_account"] as const;
type Mark = (typeof MARKS)[number];

export type BlockFilter =
  { by: "mark"; value: Mark } | { by: "provider"; value: string } | { by: "category"; value: CategoryEnum };

export const SORTS = ["mark", "provider", "category"] as const;
const NOWHERE: ReadonlySet<string> = new Set();

export function filterBlocks(
  blocks: readonly BlockRead[],
  filters: readonly BlockFilter[],
): readonly BlockRead[] {
  if (filters.length === 0) return blocks;
  const [marks, providers, categories] = SORTS.map((by) => filters.filter((filter) => filter.by === by));
  const isKept = (block: BlockRead) =>
    marks?.every((filter) => fits(block, filter)) && isAny(block, providers) && isAny(block, categories);
  return blocks.filter(isKept);
}

export function isSame(one: BlockFilter, other: BlockFilter): boolean {
  return one.by === other.by && one.value === other.value;
}

export function toggled(filters: readonly BlockFilter[], filter: BlockFilter): readonly BlockFilter[] {
  const left = filters.filter((one) => !isSame(one, filter));
  return left.length < filters.length ? left : [...filters, filter];
}

export interface Choice {
  filter: BlockFilter;
  /** How many blocks it would leave beside the filters of other sorts; of marks, beside all. */
  count: number;
}

/** Every filter that some block fits. */
export function choicesOf(blocks: readonly BlockRead[], filters: readonly BlockFilter[]): Choice[] {
  const providers = [...new Set(blocks.flatMap((block) => block.providers))].sort();
  const categories = [...new Set(blocks.flatMap((block) => categoriesOf(block)))].sort();
  const all: BlockFilter[] = [
    ...MARKS.map((value) => ({ by: "mark" as const, value })),
    ...providers.map((value) => ({ by: "provider" as const, value })),
    ...categories.map((value) => ({ by: "category" as const, value })),
  ];
  return SORTS.flatMap((by) => {
    const others = filters.filter((filter) => by === "mark" || filter.by !== by);
    const left = filterBlocks(blocks, others);
    return all
      .filter((filter) => filter.by === by)
      .map((filter) => ({ filter, count: left.filter((block) => fits(block, filter)).length }));
  });
}

function isAny(block: BlockRead, filters: readonly BlockFilter[] = []): boolean {
  return filters.length === 0 || filters.some((filter) => fits(block, filter));
}

function fits(block: BlockRead, filter: BlockFilter): boolean {
  if (filter.by === "category") return categoriesOf(block).includes(filter.value);
  // A trigger needs no account and is still about its service, after which it is called.
  if (filter.by === "provider")
    return block.providers.includes(filter.value) || block.slug.startsWith(`${filter.value}.`);
  if (filter.value === "trigger") return block.kind === "trigger";
  if (filter.value === "human") return block.kind === "review";
  return !isLacking(block.providers, NOWHERE);
}

function categoriesOf(block: BlockRead): CategoryEnum[] {
  return [block.category, ...(block.categories as CategoryEnum[])];
}
