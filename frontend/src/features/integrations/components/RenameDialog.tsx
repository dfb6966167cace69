import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { CredentialRead } from "@/api/schema";
import { changeCredential } from "@/features/integrations/api";
import { integrations as words } from "@/text/en/integrations";
import { fill } from "@/text/fill";
import { Field } from "@/ui/Field";
import { FormDialog } from "@/ui/FormDialog";
import { Input } from "@/ui/Input";
import { toast } from "@/ui/toast";

export function RenameDialog({ credential, onClose }: { credential: CredentialRead; onClose: () => void }) {
  const [title, setTitle] = useState(credential.title);
  const saving = useMutation({
    mutationFn: () => changeCredential(credential.id, { title: title.trim() }),
    meta: { showsError: true },
    onSuccess: () => {
      toast.success(words.renamed);
      onClose();
    },
  });
  return (
    <FormDialog
      onClose={onClose}
      onSubmit={() => saving.mutate()}
      saving={saving}
      fields={["title"]}
      title={fill(words.renameTitle, { title: credential.title })}
      width="small"
      canSubmit={title.trim() !== ""}
    >
      {(errors) => (
        <Field label={words.form.name} error={errors.title}>
          <Input
            value={title}
            maxLength={100}
            autoComplete="off"
            onChange={(event) => setTitle(event.target.value)}
          />
        </Field>
      )}
    </FormDialog>
  );
}
