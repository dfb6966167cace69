import clsx from "clsx";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { ui } from "@/text/en/ui";
import { Button } from "@/ui/Button";

const WIDTHS = { small: "max-w-sm", medium: "max-w-lg", large: "max-w-3xl", full: "max-w-6xl" };
export const OVERLAY = "fixed inset-0 z-40 animate-appear bg-black/40 dark:bg-black/60";

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  width?: keyof typeof WIDTHS;
  /** Buttons at the end, the main one last. */
  actions?: ReactNode;
  children?: ReactNode;
}

export function Dialog({
  isOpen,
  onClose,
  title,
  description,
  width = "medium",
  actions,
  children,
}: DialogProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          onOpenAutoFocus={toFirstField}
          {...(description === undefined && { "aria-describedby": undefined })}
          className={clsx(
            "fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-1/2 flex-col",
            "rounded-xl border border-line bg-raised shadow-float outline-none",
            WIDTHS[width],
          )}
        >
          <header className="flex items-start gap-4 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="mt-1 text-sm text-muted">{description}</Radix.Description>
              )}
            </div>
            {/* No tooltip: it would open with the dialog, and take the first Escape for itself. */}
            <Button
              kind="ghost"
              aria-label={ui.close}
              icon={<X aria-hidden className="size-4" />}
              className="w-8 px-0!"
              onClick={onClose}
            />
          </header>
          {children !== undefined && (
            <div className="min-h-0 flex-1 overflow-y-auto px-5 py-1">{children}</div>
          )}
          {actions !== undefined ? (
            <footer className="flex flex-wrap justify-end gap-2 px-5 py-4">{actions}</footer>
          ) : (
            <div className="h-4" />
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const FIELDS = ["input:not([type=file], [type=hidden])", "textarea", "[role=combobox]"].map(
  (field) => `${field}:not(:disabled)`,
);

/** A form is begun at its first field; anything else at the first thing that can be reached, as Radix does it. */
function toFirstField(event: Event): void {
  if (!(event.currentTarget instanceof HTMLElement)) return;
  const field = event.currentTarget.querySelector<HTMLElement>(FIELDS.join(","));
  if (field === null || window.matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  field.focus();
}
