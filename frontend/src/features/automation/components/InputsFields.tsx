import { InputField } from "@/features/agents/components/InputField";
import type { Input } from "@/features/agents/lib/runForm";

interface InputsFieldsProps {
  inputs: readonly Input[];
  values: Record<string, unknown>;
  isChecked: boolean;
  onChange: (values: Record<string, unknown>) => void;
}

/** All inputs of an agent. */
export function InputsFields({ inputs, values, isChecked, onChange }: InputsFieldsProps) {
  return inputs.map((input) => (
    <InputField
      key={input.name}
      input={input}
      value={values[input.name]}
      isChecked={isChecked}
      onChange={(value) => onChange({ ...values, [input.name]: value })}
    />
  ));
}
