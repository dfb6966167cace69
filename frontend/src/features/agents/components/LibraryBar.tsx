import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import type { Ref } from "react";
import { type Order, ORDERS } from "@/features/agents/lib/orders";
import { type Kind, KINDS, type Shelf } from "@/features/agents/lib/shelf";
import { tagsQuery } from "@/features/agents/libraryApi";
import { agents } from "@/text/en/agents";
import { library } from "@/text/en/library";
import { fill } from "@/text/fill";
import { Input } from "@/ui/Input";
import { Select } from "@/ui/Select";

const ORDER_CHOICES = ORDERS.map((value) => ({ value, label: agents.orders[value] }));
const KIND_CHOICES = KINDS.map((value) => ({ value, label: library.kinds[value] }));
const ANY = " "; // no tag is made of blanks alone

interface LibraryBarProps {
  shelf: Shelf;
  box: Ref<HTMLInputElement>;
  onChange: (change: Partial<Shelf>) => void;
}

/** What of the library is shown, and in which order. */
export function LibraryBar({ shelf, box, onChange }: LibraryBarProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="relative min-w-52 flex-1 max-sm:basis-full">
        <Search aria-hidden className="absolute top-2.5 left-2.5 size-4 text-faint" />
        <Input
          ref={box}
          type="search"
          aria-label={agents.search}
          placeholder={agents.searchHint}
          maxLength={100}
          value={shelf.search}
          className="pl-8.5"
          onChange={(event) => onChange({ search: event.target.value })}
        />
      </div>
      <Select<Kind>
        label={library.kind}
        value={shelf.kind}
        choices={KIND_CHOICES}
        className="w-44! max-sm:flex-1"
        onChange={(kind) => onChange({ kind })}
      />
      <TagSelect tag={shelf.tag} onChange={(tag) => onChange({ tag })} />
      <Select<Order>
        label={agents.sort}
        value={shelf.ordering}
        choices={ORDER_CHOICES}
        className="w-36! max-sm:flex-1"
        onChange={(ordering) => onChange({ ordering })}
      />
    </div>
  );
}

/** Not there while no agent has a tag. */
function TagSelect({ tag, onChange }: { tag: string; onChange: (tag: string) => void }) {
  const { data: counted = [] } = useQuery(tagsQuery);
  if (counted.length === 0 && tag === "") return null;
  const known =
    counted.some((one) => one.tag === tag) || tag === "" ? counted : [{ tag, count: 0 }, ...counted];
  const choices = known.map((one) => ({ value: one.tag, label: fill(library.tagChoice, one) }));
  return (
    <Select
      label={library.tag}
      value={tag === "" ? ANY : tag}
      choices={[{ value: ANY, label: library.anyTag }, ...choices]}
      className="w-36! max-sm:flex-1"
      onChange={(next) => onChange(next === ANY ? "" : next)}
    />
  );
}
