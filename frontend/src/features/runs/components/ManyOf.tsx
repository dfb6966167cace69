import { ChevronDown } from "lucide-react";
import { Checkbox } from "@/ui/Checkbox";
import { Button } from "@/ui/Button";
import { Popover } from "@/ui/Popover";

interface ManyOfProps<Value extends string> {
  label: string;
  /** What the button says now. */
  shown: string;
  choices: readonly { value: Value; label: string }[];
  chosen: readonly Value[];
  onChange: (chosen: Value[]) => void;
}

/** Several of a few, in a popover. */
export function ManyOf<Value extends string>({
  label,
  shown,
  choices,
  chosen,
  onChange,
}: ManyOfProps<Value>) {
  const toggle = (value: Value, isChosen: boolean) =>
    onChange(
      choices.map((one) => one.value).filter((one) => (one === value ? isChosen : chosen.includes(one))),
    );
  return (
    <Popover
      label={label}
      trigger={
        <Button aria-label={`${label}: ${shown}`}>
          {shown}
          <ChevronDown aria-hidden className="size-4 text-faint" />
        </Button>
      }
    >
      <div role="group" aria-label={label} className="flex max-h-80 flex-col gap-2 overflow-y-auto">
        {choices.map(({ value, label: name }) => (
          <Checkbox
            key={value}
            label={name}
            isChecked={chosen.includes(value)}
            onChange={(isChosen) => toggle(value, isChosen)}
          />
        ))}
      </div>
    </Popover>
  );
}
