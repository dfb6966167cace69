import { Plus, X } from "lucide-react";
import type { FilterRow } from "@/features/automation/lib/trigger";
import { automation } from "@/text/en/automation";
import { fill } from "@/text/fill";
import { Button, IconButton } from "@/ui/Button";
import { Input } from "@/ui/Input";

const words = automation.trigger;
const MOST = 20;

/** Conditions on what was sent; all of them have to hold. */
export function FilterFields(props: { rows: readonly FilterRow[]; onChange: (rows: FilterRow[]) => void }) {
  const { rows, onChange } = props;
  const set = (place: number, change: Partial<FilterRow>) =>
    onChange(rows.map((row, other) => (other === place ? { ...row, ...change } : row)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">{words.filters}</legend>
      {rows.map((row, place) => (
        <div key={place} className="flex items-center gap-2">
          <Input
            aria-label={`${words.filterPath} ${place + 1}`}
            placeholder={words.filterPathHint}
            value={row.path}
            maxLength={300}
            spellCheck={false}
            onChange={(event) => set(place, { path: event.target.value })}
          />
          <span aria-hidden className="text-faint">
            =
          </span>
          <Input
            aria-label={`${words.filterValue} ${place + 1}`}
            placeholder={words.filterValue}
            value={row.value}
            spellCheck={false}
            onChange={(event) => set(place, { value: event.target.value })}
          />
          <IconButton
            label={fill(words.removeFilter, { number: place + 1 })}
            icon={<X aria-hidden className="size-4" />}
            onClick={() => onChange(rows.filter((_, other) => other !== place))}
          />
        </div>
      ))}
      {rows.length < MOST && (
        <Button
          kind="ghost"
          size="small"
          className="self-start"
          icon={<Plus aria-hidden className="size-3.5" />}
          onClick={() => onChange([...rows, { path: "", value: "" }])}
        >
          {words.addFilter}
        </Button>
      )}
    </fieldset>
  );
}
