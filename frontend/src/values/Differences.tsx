import { values as words } from "@/text/en/values";
import { fill } from "@/text/fill";
import { differences, MOST_DIFFERENCES } from "@/values/lib/diff";
import { preview } from "@/values/lib/preview";

interface DifferencesProps {
  before: unknown;
  after: unknown;
  /** What stands above the two columns; left out: before and after. */
  headers?: readonly [string, string];
}

/** What differs between two values, a line for each part. Nothing if they are the same. */
export function Differences({ before, after, headers }: DifferencesProps) {
  const found = differences(before, after);
  if (found.length === 0) return null;
  const isWhole = found.length === 1 && found[0]?.path === "";
  const [first, second] = headers ?? [words.diff.before, words.diff.after];
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table aria-label={words.diff.label} className="w-full table-fixed text-left text-xs">
        <thead className="bg-subtle text-muted">
          <tr>
            {!isWhole && <th className="w-1/4 px-3 py-1.5 font-medium">{words.diff.where}</th>}
            <th className="px-3 py-1.5 font-medium">{first}</th>
            <th className="px-3 py-1.5 font-medium">{second}</th>
          </tr>
        </thead>
        <tbody>
          {found.map(({ path, before: one, after: other }) => (
            <tr key={path} className="border-t border-line align-top">
              <td className="px-3 py-1.5 font-mono break-all text-muted">
                {path === "" ? words.root : path}
              </td>
              <Side value={one} className="bg-danger-soft text-danger-text" />
              <Side value={other} className="bg-success-soft text-success-text" />
            </tr>
          ))}
        </tbody>
      </table>
      {found.length === MOST_DIFFERENCES && (
        <p className="border-t border-line px-3 py-1.5 text-xs text-faint">
          {fill(words.diff.cut, { count: MOST_DIFFERENCES })}
        </p>
      )}
    </div>
  );
}

function Side({ value, className }: { value: unknown; className: string }) {
  if (value === undefined) return <td className="px-3 py-1.5 text-faint">{words.diff.nothing}</td>;
  return (
    <td className="px-3 py-1.5">
      <span className={`rounded px-1 py-0.5 break-words whitespace-pre-wrap ${className}`}>
        {typeof value === "string" && value !== "" ? value.slice(0, 600) : preview(value, 300)}
      </span>
    </td>
  );
}
