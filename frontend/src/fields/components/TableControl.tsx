import { X } from "lucide-react";
import { useState } from "react";
import { AddButton } from "@/fields/components/lists";
import { columnsOf, replaced, type Row, toRows, without } from "@/fields/lib/rows";
import { fromText, toText } from "@/fields/lib/text";
import type { ControlProps } from "@/fields/types";
import { fields } from "@/text/en/fields";
import { fill } from "@/text/fill";
import { IconButton } from "@/ui/Button";
import { Input } from "@/ui/Input";

const NONE: readonly string[] = [];

/** Rows of cells; a column that no row uses is only here until something stands in it. */
export function TableControl({ value, onChange, columns = NONE, isDisabled = false }: ControlProps) {
  const [added, setAdded] = useState<readonly string[]>(NONE);
  const [name, setName] = useState("");
  const rows = toRows(value);
  const shown = columnsOf(rows, [...columns, ...added]);
  const setCell = (row: Row, place: number, column: string, text: string) =>
    onChange(replaced(rows, place, { ...row, [column]: fromText(text) }));
  const addColumn = () => {
    if (name.trim() === "") return;
    setAdded([...added, name.trim()]);
    setName("");
  };
  return (
    <div className="flex flex-col gap-1.5">
      {shown.length > 0 && (
        <div className="overflow-x-auto rounded-md border border-line">
          <table className="w-full border-collapse text-sm">
            <thead>
              <tr className="bg-subtle text-left">
                {shown.map((column) => (
                  <th key={column} scope="col" className="px-2 py-1 text-xs font-medium whitespace-nowrap">
                    {column}
                  </th>
                ))}
                <th className="w-8">
                  <span className="sr-only">{fields.remove}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, place) => (
                <tr key={place} className="border-t border-line">
                  {shown.map((column) => (
                    <td key={column} className="min-w-24 p-0.5">
                      <Input
                        id={undefined}
                        aria-label={fill(fields.cell, { column, number: place + 1 })}
                        value={toText(row[column])}
                        disabled={isDisabled}
                        className="h-8 border-transparent"
                        onChange={(event) => setCell(row, place, column, event.target.value)}
                      />
                    </td>
                  ))}
                  <td className="px-0.5">
                    <IconButton
                      size="small"
                      label={fill(fields.removeRow, { number: place + 1 })}
                      icon={<X aria-hidden className="size-3.5" />}
                      disabled={isDisabled}
                      onClick={() => onChange(without(rows, place))}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <AddButton
          label={fields.addRow}
          isDisabled={isDisabled || shown.length === 0}
          onClick={() => onChange([...rows, Object.fromEntries(shown.map((column) => [column, ""]))])}
        />
        <Input
          id={undefined}
          aria-label={fields.columnName}
          placeholder={fields.columnName}
          value={name}
          disabled={isDisabled}
          className="h-7 w-36"
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && addColumn()}
        />
        <AddButton
          label={fields.addColumn}
          isDisabled={isDisabled || name.trim() === ""}
          onClick={addColumn}
        />
      </div>
    </div>
  );
}
