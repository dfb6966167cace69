import clsx from "clsx";
import type { Key, ReactNode } from "react";

export interface Column<Row> {
  id: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Left out on phones. */
  isSecondary?: boolean;
  className?: string;
}

interface TableProps<Row> {
  /** Read out: what the rows are. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => Key;
}

export function Table<Row>({ label, columns, rows, keyOf }: TableProps<Row>) {
  const classOf = (column: Column<Row>) =>
    clsx(column.isSecondary === true && "max-sm:hidden", column.className);
  return (
    <div className="overflow-x-auto">
      <table aria-label={label} className="w-full text-left text-sm">
        <thead>
          <tr className="border-b border-line text-xs">
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={clsx("px-4 py-2 font-medium whitespace-nowrap text-faint!", classOf(column))}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className="border-b border-line last:border-0 hover:bg-subtle/50">
              {columns.map((column) => (
                <td key={column.id} className={clsx("px-4 py-2.5", classOf(column))}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
