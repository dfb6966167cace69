import { choicesOf } from "@/fields/lib/schema";
import { isSame, toText } from "@/fields/lib/text";
import type { ControlProps } from "@/fields/types";
import { fields } from "@/text/en/fields";
import { Checkbox } from "@/ui/Checkbox";
import { Select } from "@/ui/Select";

export function ChoiceControl({ schema, value, onChange, isDisabled = false }: ControlProps) {
  const choices = choicesOf(schema);
  const shown = value === undefined ? schema.default : value;
  const place = choices.findIndex((one) => isSame(one, shown));
  return (
    <Select
      value={place < 0 ? "" : String(place)}
      choices={choices.map((one, at) => ({ value: String(at), label: nameOf(one) }))}
      placeholder={fields.empty}
      isDisabled={isDisabled}
      onChange={(next) => onChange(choices[Number(next)])}
    />
  );
}

export function ChoicesControl({ schema, value, onChange, isDisabled = false }: ControlProps) {
  const chosen: unknown[] = Array.isArray(value)
    ? value
    : Array.isArray(schema.default)
      ? schema.default
      : [];
  const choices = choicesOf(schema.items ?? {});
  const toggle = (one: unknown, isChecked: boolean) =>
    onChange(
      choices.filter((each) => (isSame(each, one) ? isChecked : chosen.some((is) => isSame(is, each)))),
    );
  return (
    <div className="flex flex-col gap-2" role="group">
      {choices.map((one) => (
        <Checkbox
          key={toText(one)}
          label={nameOf(one)}
          isChecked={chosen.some((is) => isSame(is, one))}
          isDisabled={isDisabled}
          onChange={(isChecked) => toggle(one, isChecked)}
        />
      ))}
    </div>
  );
}

function nameOf(choice: unknown): string {
  if (choice === "" || choice === null) return fields.json.nothing;
  return typeof choice === "string" ? choice : toText(choice);
}
