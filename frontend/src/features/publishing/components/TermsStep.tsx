import { useId } from "react";
import type { DraftForm } from "@/features/publishing/hooks/useDraft";
import { priceOf } from "@/features/publishing/lib/said";
import { publishing } from "@/text/en/publishing";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";

const words = publishing.terms;
const WAYS = [true, false] as const;

export function TermsStep({ form: { said, change, errors } }: { form: DraftForm }) {
  return (
    <div className="flex flex-col gap-5">
      <Field
        label={words.price}
        hint={words.priceHint}
        error={priceOf(said.price) === null ? words.priceWrong : errors.price}
      >
        <Input
          inputMode="decimal"
          autoComplete="off"
          className="max-w-40"
          value={said.price}
          maxLength={20}
          onChange={(event) => change({ price: event.target.value })}
        />
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 text-sm font-medium">{words.access}</legend>
        {WAYS.map((isClosed) => (
          <Way
            key={String(isClosed)}
            label={isClosed ? words.closed : words.open}
            hint={isClosed ? words.closedHint : words.openHint}
            isChosen={said.isClosed === isClosed}
            onChoose={() => change({ isClosed })}
          />
        ))}
      </fieldset>
    </div>
  );
}

interface WayProps {
  label: string;
  hint: string;
  isChosen: boolean;
  onChoose: () => void;
}

function Way({ label, hint, isChosen, onChoose }: WayProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-3 rounded-lg border border-line p-3 has-checked:border-accent has-checked:bg-accent-soft/40">
      <input
        id={id}
        type="radio"
        name="access"
        aria-describedby={`${id}-hint`}
        className="mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-faint bg-surface checked:border-5 checked:border-accent checked:bg-white"
        checked={isChosen}
        onChange={onChoose}
      />
      <div>
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      </div>
    </div>
  );
}
