import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useId, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { FolderRead } from "@/api/schema";
import type { FolderId } from "@/features/agents/lib/folders";
import { changeFolder, createFolder } from "@/features/agents/libraryApi";
import { library } from "@/text/en/library";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";

interface FolderDialogProps {
  /** The one to rename; left out, a new one is made. */
  folder?: FolderRead;
  /** Where a new one is made. */
  parent?: FolderId;
  onClose: () => void;
}

/** The name of a new folder, or another one for one that is there. */
export function FolderDialog({ folder, parent = null, onClose }: FolderDialogProps) {
  const [name, setName] = useState(folder?.name ?? "");
  const formId = useId();
  const saving = useMutation<unknown, Error>({
    mutationFn: () =>
      folder === undefined
        ? createFolder(name.trim(), parent)
        : changeFolder(folder.id, { name: name.trim() }),
    meta: { showsError: true },
    onSuccess: onClose,
  });
  const errors = fieldErrors(saving.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="small"
      title={folder === undefined ? library.newFolder : fill(library.renameTitle, { name: folder.name })}
      actions={
        <Button
          type="submit"
          form={formId}
          kind="primary"
          isBusy={saving.isPending}
          disabled={name.trim() === ""}
        >
          {folder === undefined ? library.create : ui.save}
        </Button>
      }
    >
      <form id={formId} onSubmit={submit}>
        <Field
          label={library.folderName}
          error={errors.name ?? errors.parent_id ?? saving.error?.message}
          isRequired
        >
          <Input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
