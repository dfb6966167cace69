import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { Command } from "cmdk";
import { Check, ListFilter, X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { type BlockFilter, choicesOf, isSame, SORTS, toggled } from "@/features/builder/lib/filterBlocks";
import { useBlockList } from "@/features/builder/store/blocks";
import { servicesQuery } from "@/features/integrations/api";
import { nameOf } from "@/features/integrations/lib/service";
import { builder } from "@/text/en/builder";
import { fill, plural } from "@/text/fill";
import { Button, IconButton } from "@/ui/Button";
import { ITEM } from "@/ui/menuClasses";
import { Popover } from "@/ui/Popover";
import { searchedList } from "@/ui/searchedList";

const text = builder.palette.filters;

interface FiltersProps {
  filters: readonly BlockFilter[];
  onChange: (filters: readonly BlockFilter[]) => void;
}

/** For what lies within the palette and is no line of it: Enter would choose a line there. */
export function keepEnter(event: KeyboardEvent): void {
  if (event.key === "Enter") keepPlainKeys(event);
}

function keepPlainKeys(event: KeyboardEvent): void {
  if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
}

/** Opens a list of all filters: typing narrows it, Enter switches one on or off. */
export function FilterButton({ filters, onChange }: FiltersProps) {
  const [isOpen, setIsOpen] = useState(false);
  const label = filters.length === 0 ? text.open : plural(filters.length, text.openOf.one, text.openOf.many);
  return (
    <Popover
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      label={text.title}
      className="w-64 p-0!"
      trigger={
        <IconButton
          size="small"
          label={label}
          aria-pressed={filters.length > 0}
          className={clsx(filters.length > 0 && "bg-accent-soft text-accent-text")}
          icon={<ListFilter aria-hidden className="size-4" />}
        />
      }
    >
      <Choices filters={filters} onChange={onChange} />
    </Popover>
  );
}

function Choices({ filters, onChange }: FiltersProps) {
  const list = useBlockList();
  const choices = choicesOf(list, filters);
  const labelOf = useLabels();
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- only keeps keys from the palette
    <div onKeyDown={keepPlainKeys}>
      <Command ref={searchedList} label={text.search} loop>
        <Command.Input
          placeholder={text.search}
          className="h-9 w-full border-b border-line bg-transparent px-3 text-sm outline-none placeholder:text-faint"
        />
        <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint">
          <Command.Empty className="py-4 text-center text-sm text-faint">{text.none}</Command.Empty>
          {SORTS.map((by) => (
            <Command.Group key={by} heading={text.sorts[by]}>
              {choices
                .filter(({ filter }) => filter.by === by)
                .map(({ filter, count }) => {
                  const isOn = filters.some((one) => isSame(one, filter));
                  return (
                    <Command.Item
                      key={filter.value}
                      value={`${by} ${filter.value}`}
                      keywords={[labelOf(filter)]}
                      onSelect={() => onChange(toggled(filters, filter))}
                      className={clsx(ITEM, "text-sm opacity-100! data-[selected=true]:bg-subtle")}
                    >
                      <span className="flex size-4 shrink-0 items-center justify-center rounded border border-line-strong">
                        {isOn && <Check aria-hidden className="size-3 text-accent-text" strokeWidth={3} />}
                      </span>
                      <span className={clsx("flex-1 truncate", count === 0 && !isOn && "text-faint")}>
                        {labelOf(filter)}
                      </span>
                      <span className="text-xs text-faint tabular-nums">{count}</span>
                      {isOn && <span className="sr-only">{text.on}</span>}
                    </Command.Item>
                  );
                })}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </div>
  );
}

/** What is switched on, one at least; a click takes one away. */
export function FilterChips({ filters, onChange }: FiltersProps) {
  const labelOf = useLabels();
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- as above
    <div
      role="group"
      aria-label={text.title}
      onKeyDown={keepEnter}
      className="flex flex-wrap items-center gap-1 border-b border-line px-2 py-1.5"
    >
      {filters.map((filter) => (
        <button
          key={`${filter.by} ${filter.value}`}
          type="button"
          title={fill(text.remove, { filter: labelOf(filter) })}
          aria-label={fill(text.remove, { filter: labelOf(filter) })}
          onClick={() => onChange(toggled(filters, filter))}
          className="flex h-6 max-w-full items-center gap-1 rounded-full bg-accent-soft pr-1.5 pl-2.5 text-xs font-medium text-accent-text hover:brightness-95"
        >
          <span className="truncate">{labelOf(filter)}</span>
          <X aria-hidden className="size-3 shrink-0" />
        </button>
      ))}
      {filters.length > 1 && (
        <button
          type="button"
          onClick={() => onChange([])}
          className="h-6 rounded px-1.5 text-xs text-muted hover:bg-subtle hover:text-text"
        >
          {text.clear}
        </button>
      )}
    </div>
  );
}

/** Instead of the list. without: how many blocks there would be without the filters. */
export function NothingFits({ without, onClear }: { without: number; onClear: () => void }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- only keeps Enter from the palette
    <div
      onKeyDown={keepEnter}
      className="flex flex-col items-center gap-3 px-4 py-8 text-center text-sm text-faint"
    >
      <p>{without === 0 ? builder.palette.empty : text.nothing}</p>
      <Button size="small" onClick={onClear}>
        {without === 0 ? text.clear : plural(without, text.clearFor.one, text.clearFor.many)}
      </Button>
    </div>
  );
}

function useLabels(): (filter: BlockFilter) => string {
  const { data: services } = useQuery(servicesQuery);
  return (filter) => {
    if (filter.by === "mark") return text.marks[filter.value];
    return filter.by === "category" ? builder.categories[filter.value] : nameOf(services, filter.value);
  };
}
