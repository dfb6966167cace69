import { CornerDownRight, Search } from "lucide-react";
import { useDeferredValue, useId, useMemo, useState } from "react";
import { values as words } from "@/text/en/values";
import { fill, plural } from "@/text/fill";
import { IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { useFieldUse } from "@/values/fieldUse";
import { TreeLines } from "@/values/components/TreeLines";
import { asText } from "@/values/lib/asFile";
import { type Line, MAX_MATCHES, openAtFirst, openLines, searched } from "@/values/lib/tree";

const OPEN_LINES = 60;
const SEARCH_FROM_LINES = 12; // a smaller tree is read faster than searched
const MAX_HEIGHT = 360;

/** Lists and objects as a tree that opens and closes, with a search and the path of each part. */
export function DataTree({ value, isLarge }: { value: unknown; isLarge: boolean }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => openAtFirst(value, OPEN_LINES));
  const [isSearching, setIsSearching] = useState(isLarge);
  const [typed, setTyped] = useState("");
  const wanted = useDeferredValue(typed.trim());
  const [activeId, setActiveId] = useState("");
  const found = useMemo(() => (wanted === "" ? null : searched(value, wanted)), [value, wanted]);
  const opened = useMemo(() => openLines(value, open), [value, open]);
  const lines = found?.lines ?? opened;
  const fieldUse = useFieldUse();
  const active = lines.find((line) => line.id === activeId) ?? lines[0];
  const toggle = (line: Line) => {
    const next = new Set(open);
    if (!next.delete(line.id)) next.add(line.id);
    setOpen(next);
  };
  return (
    <div className="min-w-0 rounded-lg border border-line">
      {isSearching && <SearchBar typed={typed} onType={setTyped} />}
      {found !== null && (
        <p role="status" className="border-b border-line px-3 py-1 text-xs text-faint">
          {found.isCut
            ? fill(words.tooMany, { count: MAX_MATCHES })
            : plural(found.matches, words.matches.one, words.matches.many)}
        </p>
      )}
      <TreeLines
        lines={lines}
        activeId={active?.id ?? ""}
        onActive={setActiveId}
        onToggle={toggle}
        maxHeight={isLarge ? Math.max(MAX_HEIGHT, window.innerHeight * 0.6) : MAX_HEIGHT}
      />
      <footer className="flex h-8 items-center gap-0.5 border-t border-line pr-1 pl-3">
        <code className="min-w-0 flex-1 truncate text-xs text-faint">
          {active === undefined || active.id === "" ? words.root : active.id}
        </code>
        {active !== undefined && fieldUse !== null && (
          <IconButton
            size="small"
            label={fill(words.useField, { field: active.id || words.root })}
            icon={<CornerDownRight aria-hidden className="size-3.5" />}
            onClick={() => fieldUse.use(active.path)}
          />
        )}
        {active !== undefined && active.id !== "" && <CopyButton label={words.copyPath} text={active.id} />}
        {active !== undefined && <CopyButton label={words.copyPart} text={() => asText(active.value)} />}
        {(lines.length >= SEARCH_FROM_LINES || isSearching) && (
          <IconButton
            size="small"
            label={words.search}
            aria-pressed={isSearching}
            icon={<Search aria-hidden className="size-3.5" />}
            onClick={() => {
              setIsSearching(!isSearching);
              setTyped("");
            }}
          />
        )}
      </footer>
    </div>
  );
}

function SearchBar({ typed, onType }: { typed: string; onType: (text: string) => void }) {
  const id = useId();
  return (
    <div className="flex items-center gap-2 border-b border-line px-3">
      <Search aria-hidden className="size-3.5 text-faint" />
      <label htmlFor={id} className="sr-only">
        {words.search}
      </label>
      <input
        id={id}
        value={typed}
        placeholder={words.search}
        onChange={(event) => onType(event.target.value)}
        className="h-8 min-w-0 flex-1 bg-transparent text-sm outline-none placeholder:text-faint"
      />
    </div>
  );
}
