import { type ComponentProps, type ReactNode, type SubmitEvent, useEffect, useId, useRef } from "react";
import { fieldErrors } from "@/api/error";
import { ui } from "@/text/en/ui";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Notice } from "@/ui/Page";

interface FormDialogProps extends Pick<ComponentProps<typeof Dialog>, "title" | "description" | "width"> {
  onClose: () => void;
  onSubmit: () => void;
  /** How it goes: a mutation with `meta: { showsError: true }`. */
  saving: { isPending: boolean; error: Error | null };
  /** Names of the fields that show what is wrong with them; whatever else is wrong is said above them. */
  fields: readonly string[];
  submitLabel?: string;
  canSubmit?: boolean;
  /** Buttons before the one that submits. */
  otherActions?: ReactNode;
  /** The fields, from what is wrong with each. */
  children: (errors: Record<string, string>) => ReactNode;
}

/** A dialog that is a form, open while it is on the page. */
export function FormDialog({
  onSubmit,
  saving,
  fields,
  submitLabel = ui.save,
  canSubmit = true,
  otherActions,
  children,
  ...dialog
}: FormDialogProps) {
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (saving.error !== null) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [saving.error]);
  const errors = fieldErrors(saving.error);
  const isShownByField = fields.some((name) => errors[name] !== undefined);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
  };
  const actions = (
    <>
      {otherActions}
      <Button type="submit" form={formId} kind="primary" isBusy={saving.isPending} disabled={!canSubmit}>
        {submitLabel}
      </Button>
    </>
  );
  return (
    <Dialog isOpen actions={actions} {...dialog}>
      <form ref={form} id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4 pb-1">
        {saving.error !== null && !isShownByField && <Notice tone="danger">{saving.error.message}</Notice>}
        {children(errors)}
      </form>
    </Dialog>
  );
}
