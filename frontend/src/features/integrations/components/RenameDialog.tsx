import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useId, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { CredentialRead } from "@/api/schema";
import { changeCredential } from "@/features/integrations/api";
import { integrations as words } from "@/text/en/integrations";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { toast } from "@/ui/toast";

export function RenameDialog({ credential, onClose }: { credential: CredentialRead; onClose: () => void }) {
  const [title, setTitle] = useState(credential.title);
  const formId = useId();
  const saving = useMutation({
    mutationFn: () => changeCredential(credential.id, { title: title.trim() }),
    onSuccess: () => {
      toast.success(words.renamed);
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const save = (
    <Button
      type="submit"
      form={formId}
      kind="primary"
      isBusy={saving.isPending}
      disabled={title.trim() === ""}
    >
      {ui.save}
    </Button>
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={fill(words.renameTitle, { title: credential.title })}
      width="small"
      actions={save}
    >
      <form id={formId} onSubmit={submit}>
        <Field label={words.form.name} error={fieldErrors(saving.error).title}>
          <Input
            value={title}
            maxLength={100}
            autoComplete="off"
            onChange={(event) => setTitle(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}
