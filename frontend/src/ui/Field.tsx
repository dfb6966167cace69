import clsx from "clsx";
import { CircleAlert } from "lucide-react";
import { createContext, type ReactNode, use, useId } from "react";
import { Prose } from "@/ui/Prose";

interface Wiring {
  id: string;
  describedBy: string | undefined;
  isInvalid: boolean;
  isRequired: boolean;
}

const FieldContext = createContext<Wiring | null>(null);

/** What a control inside of a `Field` spreads onto its element; empty outside of one. */
export function useFieldProps() {
  const wiring = use(FieldContext);
  if (wiring === null) return {};
  const { id, describedBy, isInvalid, isRequired } = wiring;
  return {
    id,
    ...(describedBy !== undefined && { "aria-describedby": describedBy }),
    ...(isInvalid && { "aria-invalid": true as const }),
    ...(isRequired && { "aria-required": true as const }),
  };
}

interface FieldProps {
  label: string;
  /** Stands at the end of the label's line: a link, or a word such as "optional". */
  aside?: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  isRequired?: boolean;
  isLabelHidden?: boolean;
  className?: string;
  children: ReactNode;
}

/** One control with its label, hint and error. The controls of `ui/` wire themselves to it. */
export function Field({
  label,
  aside,
  hint,
  error,
  isRequired = false,
  isLabelHidden,
  className,
  children,
}: FieldProps) {
  const id = useId();
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`];
  const describedBy = clsx(hint !== undefined && hintId, error !== undefined && errorId) || undefined;
  return (
    <FieldContext value={{ id, describedBy, isInvalid: error !== undefined, isRequired }}>
      <div className={clsx("flex flex-col gap-1.5", className)}>
        <div
          className={clsx("flex items-baseline justify-between gap-2", isLabelHidden === true && "sr-only")}
        >
          <label htmlFor={id} className="text-sm font-medium">
            {label}
          </label>
          {aside !== undefined && <span className="text-xs text-faint">{aside}</span>}
        </div>
        {children}
        {hint !== undefined && (
          <p id={hintId} className="text-xs text-faint">
            <Prose text={hint} />
          </p>
        )}
        {error !== undefined && (
          <p id={errorId} className="flex items-start gap-1.5 text-xs text-danger-text">
            <CircleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
            {error}
          </p>
        )}
      </div>
    </FieldContext>
  );
}
