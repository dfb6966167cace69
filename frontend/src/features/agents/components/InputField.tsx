import { type Input, problemIn } from "@/features/agents/lib/runForm";
import { sentence } from "@/fields/lib/sentence";
import { labelOf } from "@/fields/lib/schema";
import { ValueField } from "@/fields/ValueField";
import { ui } from "@/text/en/ui";

interface InputFieldProps {
  input: Input;
  value: unknown;
  /** Whether problems are shown. */
  isChecked: boolean;
  /** What the server said. */
  refused?: string | undefined;
  onChange: (value: unknown) => void;
}

/** One input of an agent, to be filled in. */
export function InputField({ input, value, isChecked, refused, onChange }: InputFieldProps) {
  return (
    <ValueField
      label={labelOf(input.name, input.schema)}
      hint={input.schema.description ?? ""}
      schema={input.schema}
      value={value}
      isRequired={input.isRequired}
      aside={input.isRequired ? ui.required : undefined}
      problem={isChecked ? (sentence(problemIn(input, value)) ?? refused) : undefined}
      onChange={onChange}
    />
  );
}
