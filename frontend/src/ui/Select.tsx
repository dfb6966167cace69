import clsx from "clsx";
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { useFieldProps } from "@/ui/Field";
import { BOX } from "@/ui/Input";
import { ITEM, PANEL } from "@/ui/menuClasses";

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  isDisabled?: boolean;
}

interface SelectProps<Value extends string> {
  value: Value | "";
  choices: readonly Choice<Value>[];
  onChange: (value: Value) => void;
  placeholder?: string;
  /** Needed outside of a `Field`. */
  label?: string;
  isDisabled?: boolean;
  className?: string;
}

/** One of a few. No choice may have the empty value. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, choices, onChange, placeholder, label, isDisabled = false, className } = props;
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as Value)} disabled={isDisabled}>
      <Radix.Trigger
        {...useFieldProps()}
        aria-label={label}
        className={clsx(
          BOX,
          "flex h-9 items-center justify-between gap-2 text-left data-placeholder:text-faint",
          className,
        )}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-faint" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className={clsx(PANEL, "max-h-80 min-w-(--radix-select-trigger-width)")}
        >
          <Radix.Viewport>
            {choices.map((choice) => (
              <Radix.Item
                key={choice.value}
                value={choice.value}
                disabled={choice.isDisabled === true}
                className={clsx(ITEM, "justify-between")}
              >
                <Radix.ItemText>{choice.label}</Radix.ItemText>
                <Radix.ItemIndicator>
                  <Check aria-hidden className="size-4 text-accent-text" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
