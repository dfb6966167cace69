import type { Column } from "@/ui/Table";
import { Checkbox } from "@/ui/Checkbox";

/** Rows of a list of which one can choose several. */
export interface Choosing {
  chosen: ReadonlySet<string>;
  onChoose: (ids: readonly string[], isChosen: boolean) => void;
}

export const NONE_CHOSEN: ReadonlySet<string> = new Set();

/** What is chosen after these were ticked or unticked. */
export function afterChoosing(
  chosen: ReadonlySet<string>,
  ids: readonly string[],
  isChosen: boolean,
): ReadonlySet<string> {
  return new Set(isChosen ? [...chosen, ...ids] : [...chosen].filter((id) => !ids.includes(id)));
}

/** The first column of a table: a box for each row, and one for all. */
export function choosingColumn<Row extends { id: string }>(
  rows: readonly Row[],
  { chosen, onChoose }: Choosing,
  { allLabel, labelOf }: { allLabel: string; labelOf: (row: Row) => string },
): Column<Row> {
  const ids = rows.map((row) => row.id);
  const count = ids.filter((id) => chosen.has(id)).length;
  return {
    id: "choose",
    className: "w-8 pr-0",
    header: (
      <Checkbox
        label={<span className="sr-only">{allLabel}</span>}
        isChecked={count === ids.length}
        isMixed={count > 0 && count < ids.length}
        onChange={(isChosen) => onChoose(ids, isChosen)}
      />
    ),
    cell: (row) => <RowBox id={row.id} label={labelOf(row)} choosing={{ chosen, onChoose }} />,
  };
}

/** The box of one row. */
export function RowBox({ id, label, choosing }: { id: string; label: string; choosing: Choosing }) {
  return (
    <Checkbox
      label={<span className="sr-only">{label}</span>}
      isChecked={choosing.chosen.has(id)}
      onChange={(isChosen) => choosing.onChoose([id], isChosen)}
    />
  );
}
