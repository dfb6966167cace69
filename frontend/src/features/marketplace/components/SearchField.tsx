import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { Search, X } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useId, useState } from "react";
import { suggestionsQuery } from "@/features/marketplace/api";
import { marketplace } from "@/text/en/marketplace";
import { IconButton } from "@/ui/Button";
import { BOX } from "@/ui/Input";
import { ITEM, PANEL } from "@/ui/menuClasses";

const { search: words } = marketplace;
const MOST = 100; // characters

interface SearchFieldProps {
  /** What is looked for now. */
  value: string;
  onSearch: (words: string) => void;
}

/** Words to look for, with titles that somebody may mean. Enter looks for what stands there. */
export function SearchField({ value, onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  const [shownFor, setShownFor] = useState(value);
  if (shownFor !== value) {
    // The address changed, as by going back.
    setShownFor(value);
    setTyped(value);
  }
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const id = useId();
  const asked = useDeferredValue(typed.trim());
  const { data } = useQuery({ ...suggestionsQuery(asked), enabled: isOpen && asked.length > 1 });
  const offers = isOpen && asked.length > 1 ? (data ?? []) : [];
  const choose = (text: string) => {
    setTyped(text);
    setIsOpen(false);
    setActive(-1);
    onSearch(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") setIsOpen(false);
    if (event.key === "Enter") choose(offers[active] ?? typed);
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    setIsOpen(true);
    const step = event.key === "ArrowDown" ? 1 : -1;
    const places = offers.length + 1; // one of them is the text itself
    setActive(((active + 1 + step + places) % places) - 1);
  };
  return (
    <div role="search" className="relative w-full max-w-2xl">
      <Search aria-hidden className="absolute top-3 left-3 size-4 text-faint" />
      <input
        type="text"
        role="combobox"
        aria-label={words.label}
        aria-autocomplete="list"
        aria-expanded={offers.length > 0}
        aria-controls={`${id}-list`}
        {...(offers[active] !== undefined && { "aria-activedescendant": `${id}-${active}` })}
        placeholder={words.placeholder}
        maxLength={MOST}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setIsOpen(true);
          setActive(-1);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setIsOpen(false)}
        className={clsx(BOX, "h-10 pr-10 pl-9 sm:text-base")}
      />
      {typed !== "" && (
        <span className="absolute top-1 right-1">
          <IconButton
            label={words.clear}
            icon={<X aria-hidden className="size-4" />}
            onClick={() => choose("")}
          />
        </span>
      )}
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={words.suggestions}
        className={clsx(PANEL, "absolute inset-x-0 top-11 z-20", offers.length === 0 && "hidden")}
      >
        {offers.map((title, place) => (
          <div
            key={title}
            id={`${id}-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === active}
            onMouseDown={(event) => {
              event.preventDefault(); // the field keeps the focus
              choose(title);
            }}
            className={clsx(ITEM, "cursor-pointer hover:bg-subtle", place === active && "bg-subtle")}
          >
            {title}
          </div>
        ))}
      </div>
    </div>
  );
}
