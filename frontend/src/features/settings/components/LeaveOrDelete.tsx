import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { api } from "@/api/client";
import { meQuery, workspacesQuery } from "@/api/me";
import { queryClient } from "@/api/queryClient";
import type { WorkspaceRead } from "@/api/schema";
import { switchTo } from "@/app/lib/switchTo";
import { Section } from "@/features/settings/components/SettingsFrame";
import { settings } from "@/text/en/settings";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { confirm } from "@/ui/confirm";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { toast } from "@/ui/toast";

const words = settings.workspace;

export function LeaveOrDelete({ workspace }: { workspace: WorkspaceRead }) {
  const [isAsked, setIsAsked] = useState(false);
  const { name } = workspace;
  const { leaving, deleting } = useEndings(workspace);
  const leave = async () => {
    const title = fill(words.leaveConfirm, { name });
    const isWanted = await confirm({ title, text: words.leaveText, action: words.leave, isDanger: true });
    if (isWanted) leaving.mutate();
  };
  return (
    <>
      <Section title={words.leaveTitle} intro={words.leaveIntro}>
        <Button isBusy={leaving.isPending} onClick={() => void leave()}>
          {words.leave}
        </Button>
      </Section>
      {workspace.role === "owner" && (
        <Section title={words.deleteTitle} intro={words.deleteIntro}>
          <Button kind="danger" onClick={() => setIsAsked(true)}>
            {words.delete}
          </Button>
        </Section>
      )}
      {isAsked && (
        <DeleteDialog
          name={name}
          isBusy={deleting.isPending}
          onDelete={() => deleting.mutate()}
          onClose={() => setIsAsked(false)}
        />
      )}
    </>
  );
}

/** Both lead back to the personal workspace. */
function useEndings({ id, name }: WorkspaceRead) {
  const { data: me } = useQuery(meQuery);
  const navigate = useNavigate();
  const goHome = async (text: string) => {
    switchTo(null);
    await queryClient.invalidateQueries({ queryKey: workspacesQuery.queryKey });
    toast.success(fill(text as "{name}", { name }));
    void navigate("/agents");
  };
  const leaving = useMutation({
    mutationFn: () => {
      const path = { workspace_id: id, user_id: me?.id ?? "" };
      return api.DELETE("/api/v1/workspaces/{workspace_id}/members/{user_id}", { params: { path } });
    },
    onSuccess: () => goHome(words.left),
  });
  const deleting = useMutation({
    mutationFn: () =>
      api.DELETE("/api/v1/workspaces/{workspace_id}", { params: { path: { workspace_id: id } } }),
    onSuccess: () => goHome(words.deleted),
  });
  return { leaving, deleting };
}

interface DeleteDialogProps {
  name: string;
  isBusy: boolean;
  onDelete: () => void;
  onClose: () => void;
}

function DeleteDialog({ name, isBusy, onDelete, onClose }: DeleteDialogProps) {
  const [typed, setTyped] = useState("");
  const button = (
    <Button kind="danger" isBusy={isBusy} disabled={typed !== name} onClick={onDelete}>
      {words.delete}
    </Button>
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={fill(words.deleteConfirm, { name })}
      description={fill(words.deleteText, { name })}
      actions={button}
    >
      <Field label={words.deleteName}>
        <Input value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
      </Field>
    </Dialog>
  );
}
