import clsx from "clsx";
import { Check, Minus } from "lucide-react";
import { Checkbox as Radix, Switch as RadixSwitch } from "radix-ui";
import { type ReactNode, useId } from "react";
import { Prose } from "@/ui/Prose";

interface ToggleProps {
  label: ReactNode;
  hint?: ReactNode;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
  isDisabled?: boolean;
}

/** isMixed: some of what it stands for are chosen. */
export function Checkbox({ isMixed = false, ...props }: ToggleProps & { isMixed?: boolean }) {
  const id = useId();
  const Icon = isMixed ? Minus : Check;
  return (
    <Labelled id={id} {...props}>
      <Radix.Root
        id={id}
        checked={isMixed ? "indeterminate" : props.isChecked}
        onCheckedChange={(next) => props.onChange(next === true)}
        disabled={props.isDisabled === true}
        className={clsx(
          "flex size-4 shrink-0 items-center justify-center rounded border border-faint bg-surface text-white",
          "data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:opacity-50",
          "data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent",
        )}
      >
        <Radix.Indicator>
          <Icon aria-hidden className="size-3" strokeWidth={3} />
        </Radix.Indicator>
      </Radix.Root>
    </Labelled>
  );
}

export function Switch(props: ToggleProps) {
  const id = useId();
  return (
    <Labelled id={id} {...props}>
      <RadixSwitch.Root
        id={id}
        checked={props.isChecked}
        onCheckedChange={props.onChange}
        disabled={props.isDisabled === true}
        className="h-5 w-9 shrink-0 rounded-full bg-faint p-0.5 transition-colors disabled:opacity-50 dark:bg-faint/65 data-[state=checked]:bg-accent"
      >
        <RadixSwitch.Thumb className="block size-4 rounded-full bg-white transition-transform data-[state=checked]:translate-x-4" />
      </RadixSwitch.Root>
    </Labelled>
  );
}

function Labelled({
  id,
  label,
  hint,
  children,
}: {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex items-start gap-2.5">
      <span className="flex h-5 items-center">{children}</span>
      <div className="min-w-0">
        <label htmlFor={id} className="text-sm">
          {label}
        </label>
        {hint !== undefined && (
          <p className="text-xs text-faint">
            <Prose text={hint} />
          </p>
        )}
      </div>
    </div>
  );
}
