import { useDraft } from "@/fields/lib/useDraft";
import { inspector } from "@/text/en/inspector";
import { fill } from "@/text/fill";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";

interface NumberSettingProps {
  label: string;
  hint?: string;
  value: number | undefined;
  placeholder?: string;
  least: number;
  most: number;
  isWhole?: boolean;
  isDisabled: boolean;
  onChange: (value: number | undefined) => void;
}

/** A number with bounds that may be left out; what is out of bounds stays in the box and is not taken. */
export function NumberSetting(props: NumberSettingProps) {
  const { label, hint, value, placeholder = "", least, most, isWhole = false, isDisabled, onChange } = props;
  const isGood = (number: number) =>
    number >= least && number <= most && (!isWhole || Number.isInteger(number));
  const [draft, setDraft] = useDraft(
    value,
    (one) => (typeof one === "number" ? String(one) : ""),
    (text) => (text.trim() === "" ? undefined : isGood(Number(text)) ? Number(text) : value),
  );
  const isBad = draft.trim() !== "" && !isGood(Number(draft));
  return (
    <Field
      label={label}
      error={isBad ? fill(inspector.settings.range, { least, most }) : undefined}
      {...(hint !== undefined && { hint })}
    >
      <Input
        inputMode="decimal"
        value={draft}
        placeholder={placeholder}
        disabled={isDisabled}
        className="max-w-40"
        onChange={(event) => {
          const text = event.target.value;
          setDraft(text);
          if (text.trim() === "") onChange(undefined);
          else if (isGood(Number(text))) onChange(Number(text));
        }}
      />
    </Field>
  );
}
