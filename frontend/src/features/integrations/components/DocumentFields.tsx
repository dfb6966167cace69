import { FileUp } from "lucide-react";
import { useId } from "react";
import { type ApiForm, problemOf } from "@/features/integrations/lib/privateApi";
import { integrations } from "@/text/en/integrations";
import { buttonClass } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Input, TextArea } from "@/ui/Input";

const words = integrations.apis.form;

interface DocumentFieldsProps {
  form: ApiForm;
  errors: Partial<Record<keyof ApiForm, string>>;
  onChange: (form: ApiForm) => void;
}

/** The document by its address, pasted or from a file; and what it is called here. */
export function DocumentFields({ form, errors, onChange }: DocumentFieldsProps) {
  const fileId = useId();
  const isTooLarge = problemOf(form.source) === "too_large";
  const asksForAddress = errors.baseUrl !== undefined || form.baseUrl !== "";
  return (
    <div className="flex flex-col gap-4">
      <Field
        label={words.source}
        hint={words.sourceHint}
        error={isTooLarge ? words.tooLarge : errors.source}
        isRequired
      >
        <TextArea
          rows={5}
          value={form.source}
          spellCheck={false}
          placeholder={words.sourceExample}
          className="font-mono text-xs"
          onChange={(event) => onChange({ ...form, source: event.target.value })}
        />
      </Field>
      <div>
        <input
          id={fileId}
          type="file"
          accept=".json,.yaml,.yml,application/json,application/yaml"
          className="peer sr-only"
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = "";
            void file?.text().then((source) => onChange({ ...form, source }));
          }}
        />
        <label
          htmlFor={fileId}
          className={`${buttonClass()} peer-focus-visible:outline-2 peer-focus-visible:outline-accent`}
        >
          <FileUp aria-hidden className="size-4" />
          {words.file}
        </label>
      </div>
      <Field label={words.name} hint={words.nameHint} error={errors.name}>
        <Input
          value={form.name}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => onChange({ ...form, name: event.target.value })}
        />
      </Field>
      {asksForAddress && (
        <Field label={words.baseUrl} hint={words.baseUrlHint} error={errors.baseUrl}>
          <Input
            value={form.baseUrl}
            maxLength={500}
            autoComplete="off"
            onChange={(event) => onChange({ ...form, baseUrl: event.target.value })}
          />
        </Field>
      )}
    </div>
  );
}
