import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { Spinner } from "@/ui/Spinner";
import { Tooltip } from "@/ui/Tooltip";

export type ButtonKind = "primary" | "secondary" | "ghost" | "danger";
type Size = "small" | "medium" | "large";

const KINDS: Record<ButtonKind, string> = {
  primary: "bg-accent text-white hover:bg-accent-strong",
  secondary: "border border-line-strong bg-surface text-text hover:bg-subtle",
  ghost: "text-muted hover:bg-subtle hover:text-text",
  danger: "bg-danger text-white hover:brightness-90",
};
const SIZES: Record<Size, string> = {
  small: "h-7 gap-1.5 px-2.5 text-xs",
  medium: "h-8 gap-2 px-3 text-sm",
  large: "h-10 gap-2 px-4 text-base",
};

interface Looks {
  kind?: ButtonKind;
  size?: Size;
}

/** The classes of a button, for links that look like one. */
export function buttonClass({ kind = "secondary", size = "medium" }: Looks = {}): string {
  return clsx(
    "inline-flex shrink-0 items-center justify-center rounded-md font-medium whitespace-nowrap select-none",
    "transition-colors disabled:cursor-not-allowed disabled:opacity-50",
    KINDS[kind],
    SIZES[size],
  );
}

interface ButtonProps extends ComponentProps<"button">, Looks {
  icon?: ReactNode;
  /** Shows a spinner and takes no clicks. */
  isBusy?: boolean;
}

export function Button({
  kind,
  size,
  icon,
  isBusy = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={clsx(buttonClass({ ...(kind && { kind }), ...(size && { size }) }), className)}
      disabled={disabled === true || isBusy}
      aria-busy={isBusy || undefined}
      {...rest}
    >
      {isBusy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, "icon" | "children"> {
  /** Read out, and shown as a tooltip. */
  label: string;
  icon: ReactNode;
  tooltipSide?: "top" | "right" | "bottom" | "left";
}

export function IconButton({
  label,
  icon,
  size = "medium",
  kind = "ghost",
  className,
  tooltipSide,
  ...rest
}: IconButtonProps) {
  const square = { small: "w-7 px-0!", medium: "w-8 px-0!", large: "w-10 px-0!" }[size];
  return (
    <Tooltip text={label} {...(tooltipSide && { side: tooltipSide })}>
      <Button
        aria-label={label}
        kind={kind}
        size={size}
        icon={icon}
        className={clsx(square, className)}
        {...rest}
      />
    </Tooltip>
  );
}
