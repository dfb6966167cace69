import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { useNavigate } from "react-router";
import { api, data } from "@/api/client";
import { fieldErrors } from "@/api/error";
import { workspacesQuery } from "@/api/me";
import { queryClient } from "@/api/queryClient";
import type { WorkspaceRead } from "@/api/schema";
import { switchTo } from "@/app/lib/switchTo";
import { LeaveOrDelete } from "@/features/settings/components/LeaveOrDelete";
import { Section, SettingsFrame } from "@/features/settings/components/SettingsFrame";
import { useCurrentWorkspace } from "@/features/settings/hooks/useCurrentWorkspace";
import { mayAdminister } from "@/features/settings/lib/roles";
import { settings } from "@/text/en/settings";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Skeleton } from "@/ui/Spinner";
import { toast } from "@/ui/toast";

const words = settings.workspace;

export function WorkspacePage() {
  const current = useCurrentWorkspace();
  const intro = current?.is_personal === true ? words.personalIntro : (current?.name ?? "");
  return (
    <SettingsFrame title={settings.pages.workspace} intro={intro}>
      {current === undefined && <Skeleton className="h-40" />}
      {current !== undefined && <Rename key={current.id} workspace={current} />}
      <Create />
      {current?.is_personal === false && <LeaveOrDelete key={current.id} workspace={current} />}
    </SettingsFrame>
  );
}

function Rename({ workspace }: { workspace: WorkspaceRead }) {
  const [name, setName] = useState(workspace.name);
  const mayChange = mayAdminister(workspace.role);
  const saving = useMutation({
    mutationFn: () => {
      const params = { path: { workspace_id: workspace.id } };
      return data(api.PATCH("/api/v1/workspaces/{workspace_id}", { params, body: { name: name.trim() } }));
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: workspacesQuery.queryKey });
      toast.success(settings.saved);
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <Section>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
          <span>{words.role}</span>
          <Badge tone="accent">{words.roles[workspace.role]}</Badge>
          <span>{words.roleHints[workspace.role]}</span>
        </p>
        <Field label={words.name} error={fieldErrors(saving.error).name}>
          <Input
            value={name}
            maxLength={100}
            readOnly={!mayChange}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        {mayChange && (
          <Button
            type="submit"
            kind="primary"
            className="self-start"
            isBusy={saving.isPending}
            disabled={name.trim() === "" || name.trim() === workspace.name}
          >
            {words.save}
          </Button>
        )}
      </form>
    </Section>
  );
}

function Create() {
  const [name, setName] = useState("");
  const navigate = useNavigate();
  const making = useMutation({
    mutationFn: () => data(api.POST("/api/v1/workspaces", { body: { name: name.trim() } })),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: workspacesQuery.queryKey });
      toast.success(fill(words.created, { name: made.name }));
      switchTo(made.id);
      void navigate("/settings/members");
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    making.mutate();
  };
  return (
    <Section title={words.createTitle} intro={words.createIntro}>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
        <Field label={words.createName} className="min-w-52 flex-1" error={fieldErrors(making.error).name}>
          <Input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Button type="submit" className="h-9" isBusy={making.isPending} disabled={name.trim() === ""}>
          {words.create}
        </Button>
      </form>
    </Section>
  );
}
