import clsx from "clsx";
import { X } from "lucide-react";
import type { FacetsRead } from "@/api/schema";
import {
  type Filter,
  isAsked,
  LEAST_STARS,
  MOST_PAID,
  SORTS,
  sortOf,
  withCategory,
  withoutTag,
  withProviders,
  withStars,
} from "@/features/marketplace/lib/filter";
import { ManyOf } from "@/features/runs/components/ManyOf";
import { marketplace } from "@/text/en/marketplace";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { amount, credits } from "@/ui/lib/format";
import { Select } from "@/ui/Select";

const { filters: words } = marketplace;

interface FiltersProps {
  filter: Filter;
  facets: FacetsRead;
  onChange: (filter: Filter) => void;
}

/** What the shelves show: provider, price, rating, and in which order. */
export function Filters({ filter, facets, onChange }: FiltersProps) {
  const { provider = [], tag } = filter;
  const named = new Map(facets.providers.map(({ id, name }) => [id, name]));
  const providers = [
    ...facets.providers.map(({ id, name, count }) => ({ value: id, label: `${name} (${amount(count)})` })),
    ...provider.filter((id) => !named.has(id)).map((id) => ({ value: id, label: id })),
  ];
  const [only] = provider;
  const shown =
    only === undefined
      ? words.anyProvider
      : provider.length === 1
        ? (named.get(only) ?? only)
        : fill(words.providers, { count: provider.length });
  return (
    <div role="group" aria-label={words.label} className="flex flex-wrap items-center gap-2">
      <ManyOf
        label={words.provider}
        shown={shown}
        choices={providers}
        chosen={provider}
        onChange={(chosen) => onChange(withProviders(filter, chosen))}
      />
      <Price filter={filter} facets={facets} onChange={onChange} />
      <Select
        label={words.rating}
        value={filter.stars ?? "any"}
        choices={[
          { value: "any", label: words.anyRating },
          ...LEAST_STARS.map((stars) => ({ value: stars, label: fill(words.ratingFrom, { stars }) })),
        ]}
        onChange={(stars) => onChange(withStars(filter, stars))}
        className="h-8! w-40!"
      />
      {tag !== undefined && (
        <Button aria-label={fill(words.removeTag, { tag })} onClick={() => onChange(withoutTag(filter))}>
          {fill(words.tag, { tag })}
          <X aria-hidden className="size-4 text-faint" />
        </Button>
      )}
      {isAsked(filter) && (
        <Button kind="ghost" icon={<X aria-hidden className="size-4" />} onClick={() => onChange({})}>
          {words.clear}
        </Button>
      )}
      <span className="sm:ml-auto">
        <Select
          label={words.sort}
          value={sortOf(filter)}
          choices={SORTS.filter((sort) => sort !== "relevance" || filter.words !== undefined).map((sort) => ({
            value: sort,
            label: words.sorts[sort],
          }))}
          onChange={(sort) => onChange({ ...filter, sort })}
          className="h-8! w-36!"
        />
      </span>
    </div>
  );
}

function Price({ filter, facets, onChange }: FiltersProps) {
  const { price, upTo, ...rest } = filter;
  const { free, paid } = facets.prices;
  return (
    <Select
      label={words.price}
      value={upTo ?? price ?? "any"}
      choices={[
        { value: "any", label: words.prices.any },
        { value: "free", label: fill(words.prices.free, { count: amount(free) }) },
        { value: "paid", label: fill(words.prices.paid, { count: amount(paid) }) },
        ...MOST_PAID.map((most) => ({
          value: most,
          label: fill(words.prices.upTo, { credits: credits(most) }),
        })),
      ]}
      onChange={(value) => {
        if (value === "any") onChange(rest);
        else if (value === "free" || value === "paid") onChange({ ...rest, price: value });
        else onChange({ ...rest, upTo: value });
      }}
      className="h-8! w-44!"
    />
  );
}

/** The shelves in one line that scrolls on a phone, with how many agents stand on each. */
export function Categories({ filter, facets, onChange }: FiltersProps) {
  const chosen = filter.category ?? [];
  return (
    <nav
      aria-label={words.categories}
      className="-mx-4 overflow-x-auto px-4 sm:mx-0 sm:overflow-visible sm:px-0"
    >
      <ul className="flex gap-1.5 sm:flex-wrap">
        <Chip
          label={words.all}
          isChosen={chosen.length === 0}
          onChoose={() => onChange(withCategory(filter, null))}
        />
        {facets.categories.map(({ slug, name, count }) => (
          <Chip
            key={slug}
            label={name}
            count={count}
            isChosen={chosen.includes(slug)}
            onChoose={() => onChange(withCategory(filter, slug))}
          />
        ))}
      </ul>
    </nav>
  );
}

interface ChipProps {
  label: string;
  count?: number;
  isChosen: boolean;
  onChoose: () => void;
}

function Chip({ label, count, isChosen, onChoose }: ChipProps) {
  return (
    <li className="shrink-0">
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={onChoose}
        className={clsx(
          "inline-flex h-8 items-center gap-1.5 rounded-full border px-3 text-sm font-medium whitespace-nowrap",
          isChosen
            ? "border-accent bg-accent-soft text-accent-text"
            : "border-line bg-surface text-muted hover:bg-subtle hover:text-text",
        )}
      >
        {label}
        {count !== undefined && <span className="text-xs">{amount(count)}</span>}
      </button>
    </li>
  );
}
