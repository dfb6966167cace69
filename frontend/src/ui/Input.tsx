import clsx from "clsx";
import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { ui } from "@/text/en/ui";
import { useFieldProps } from "@/ui/Field";

/** The classes of a box that text goes into. */
export const BOX = clsx(
  "w-full rounded-md border border-line-strong bg-surface px-2.5 text-base text-text sm:text-sm",
  "placeholder:text-faint hover:border-faint disabled:opacity-60 aria-invalid:border-danger",
  "focus-visible:border-accent focus-visible:outline-offset-0",
);

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...useFieldProps()} className={clsx(BOX, "h-9", className)} {...rest} />;
}

export function TextArea({ className, rows = 4, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea rows={rows} {...useFieldProps()} className={clsx(BOX, "resize-y py-2", className)} {...rest} />
  );
}

/** A password that can be looked at. */
export function PasswordInput({ className, ...rest }: Omit<ComponentProps<"input">, "type">) {
  const [isShown, setIsShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <div className="relative">
      <Input type={isShown ? "text" : "password"} className={clsx("pr-9", className)} {...rest} />
      <button
        type="button"
        aria-label={isShown ? ui.hidePassword : ui.showPassword}
        aria-pressed={isShown}
        onClick={() => setIsShown(!isShown)}
        className="absolute inset-y-0 right-0 flex w-9 items-center justify-center rounded-md text-faint hover:text-text"
      >
        <Icon aria-hidden className="size-4" />
      </button>
    </div>
  );
}
