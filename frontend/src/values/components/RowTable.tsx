import clsx from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useMemo, useState } from "react";
import { values as words } from "@/text/en/values";
import { fill, plural } from "@/text/fill";
import { Button } from "@/ui/Button";
import { preview } from "@/values/lib/preview";
import { columnsOf, nextSorting, sorted, type Sorting } from "@/values/lib/table";

type Row = Record<string, unknown>;

const FIRST_ROWS = 50;
const MORE_ROWS = 200;

/** Rows of objects, to be sorted by a click on a header. */
export function RowTable({ rows, isLarge }: { rows: readonly Row[]; isLarge: boolean }) {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const [count, setCount] = useState(FIRST_ROWS);
  const { columns, leftOut } = useMemo(() => columnsOf(rows), [rows]);
  const ordered = useMemo(() => sorted(rows, sorting), [rows, sorting]);
  const left = rows.length - count;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div
        // So that the keyboard can scroll it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={clsx(
          "overflow-auto rounded-lg border border-line",
          isLarge ? "max-h-[72dvh]" : "max-h-80",
        )}
      >
        <table
          aria-label={plural(rows.length, words.rows.one, words.rows.many)}
          className="w-full text-left text-xs"
        >
          <thead className="sticky top-0 bg-subtle">
            <tr>
              {columns.map((column) => (
                <Header key={column} name={column} sorting={sorting} onSort={setSorting} />
              ))}
            </tr>
          </thead>
          <tbody>
            {ordered.slice(0, count).map((row, place) => (
              <tr key={place} className="border-t border-line">
                {columns.map((column) => (
                  <Cell key={column} value={row[column]} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="flex flex-wrap items-center gap-3 text-xs text-faint">
        <span>{plural(rows.length, words.rows.one, words.rows.many)}</span>
        {leftOut > 0 && <span>{plural(leftOut, words.moreColumns.one, words.moreColumns.many)}</span>}
        {left > 0 && (
          <Button size="small" onClick={() => setCount(count + MORE_ROWS)}>
            {fill(words.moreRows, { count: left })}
          </Button>
        )}
      </div>
    </div>
  );
}

function Header({
  name,
  sorting,
  onSort,
}: {
  name: string;
  sorting: Sorting | null;
  onSort: (next: Sorting | null) => void;
}) {
  const mine = sorting?.column === name ? sorting : null;
  const Icon = mine?.isDescending === true ? ArrowDown : ArrowUp;
  const order = mine === null ? "none" : mine.isDescending ? "descending" : "ascending";
  return (
    <th scope="col" aria-sort={order} className="font-medium text-muted">
      <button
        type="button"
        title={fill(words.sortBy, { name })}
        onClick={() => onSort(nextSorting(sorting, name))}
        className="flex w-full items-center gap-1 px-2.5 py-1.5 text-left whitespace-nowrap hover:text-text focus-visible:-outline-offset-2"
      >
        {name}
        <Icon aria-hidden className={clsx("size-3", mine === null && "invisible")} />
      </button>
    </th>
  );
}

function Cell({ value }: { value: unknown }) {
  const line = value === undefined ? "" : preview(value);
  return (
    <td
      title={line}
      className={clsx(
        "max-w-72 truncate px-2.5 py-1.5 align-top",
        typeof value === "number" && "font-mono tabular-nums",
        value === null && "text-faint italic",
      )}
    >
      {line}
    </td>
  );
}
