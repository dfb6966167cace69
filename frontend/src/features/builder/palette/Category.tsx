import clsx from "clsx";
import { Command } from "cmdk";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import type { BlockRead, CategoryEnum } from "@/api/schema";
import { builder } from "@/text/en/builder";
import { fill } from "@/text/fill";
import { ITEM } from "@/ui/menuClasses";

const FOLDED = clsx(ITEM, "h-8! text-xs text-muted opacity-100! data-[selected=true]:bg-subtle");

interface CategoryProps {
  category: CategoryEnum;
  members: readonly BlockRead[];
  startsOpen: boolean;
  line: (block: BlockRead, from: string) => React.ReactNode;
}

/** Blocks of one kind; folded, one line says how many there are, and shows them. */
export function Category({ category, members, startsOpen, line }: CategoryProps) {
  const [isOpen, setIsOpen] = useState(startsOpen);
  const Icon = isOpen ? ChevronDown : ChevronRight;
  const heading = (
    <button
      type="button"
      tabIndex={-1} // by the arrow keys its blocks are reached, or the line that shows them
      className="flex w-full items-center gap-1 text-left hover:text-text"
      onClick={() => setIsOpen(!isOpen)}
    >
      <Icon aria-hidden className="size-3" />
      {builder.categories[category]}
      <span className="ml-auto font-normal tabular-nums">{members.length}</span>
    </button>
  );
  return (
    <Command.Group heading={heading}>
      {isOpen ? (
        members.map((block) => line(block, category))
      ) : (
        <Command.Item value={`all ${category}`} onSelect={() => setIsOpen(true)} className={FOLDED}>
          {fill(builder.palette.unfold, { count: members.length, category: builder.categories[category] })}
        </Command.Item>
      )}
    </Command.Group>
  );
}
