import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { FolderRead } from "@/api/schema";
import type { FolderId } from "@/features/agents/lib/folders";
import { changeFolder, createFolder } from "@/features/agents/libraryApi";
import { library } from "@/text/en/library";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Field } from "@/ui/Field";
import { FormDialog } from "@/ui/FormDialog";
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
  const saving = useMutation<unknown, Error>({
    mutationFn: () =>
      folder === undefined
        ? createFolder(name.trim(), parent)
        : changeFolder(folder.id, { name: name.trim() }),
    meta: { showsError: true },
    onSuccess: onClose,
  });
  return (
    <FormDialog
      onClose={onClose}
      onSubmit={() => saving.mutate()}
      saving={saving}
      fields={["name", "parent_id"]}
      width="small"
      title={folder === undefined ? library.newFolder : fill(library.renameTitle, { name: folder.name })}
      submitLabel={folder === undefined ? library.create : ui.save}
      canSubmit={name.trim() !== ""}
    >
      {(errors) => (
        <Field label={library.folderName} error={errors.name ?? errors.parent_id} isRequired>
          <Input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
        </Field>
      )}
    </FormDialog>
  );
}
