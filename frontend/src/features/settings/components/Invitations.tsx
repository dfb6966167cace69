import { useMutation, useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { api, data } from "@/api/client";
import { fieldErrors } from "@/api/error";
import { queryClient } from "@/api/queryClient";
import type { InvitationRead, RoleEnum, WorkspaceRead } from "@/api/schema";
import { invitationsQuery } from "@/features/settings/api";
import { Section } from "@/features/settings/components/SettingsFrame";
import { rolesUpTo } from "@/features/settings/lib/roles";
import { settings } from "@/text/en/settings";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { fullTime } from "@/ui/lib/format";
import { Notice } from "@/ui/Page";
import { Select } from "@/ui/Select";
import { toast } from "@/ui/toast";

const words = settings.members;

export function Invitations({ workspace }: { workspace: WorkspaceRead }) {
  const invitations = useQuery(invitationsQuery(workspace.id));
  const open = invitations.data ?? [];
  return (
    <>
      <Section title={words.invite}>
        <Invite workspace={workspace} />
      </Section>
      {open.length > 0 && (
        <Section title={words.invitations}>
          <ul aria-label={words.invitations} className="mt-2 divide-y divide-line">
            {open.map((invitation) => (
              <Open key={invitation.id} workspaceId={workspace.id} invitation={invitation} />
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Invite({ workspace }: { workspace: WorkspaceRead }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<RoleEnum>("builder");
  const { roles, roleHints } = settings.workspace;
  const inviting = useMutation({
    mutationFn: () => {
      const params = { path: { workspace_id: workspace.id } };
      const body = { email: email.trim(), role };
      return data(api.POST("/api/v1/workspaces/{workspace_id}/invitations", { params, body }));
    },
    meta: { showsError: true },
    onSuccess: async () => {
      toast.success(fill(words.invited, { email: email.trim() }));
      setEmail("");
      await queryClient.invalidateQueries({ queryKey: ["invitations", workspace.id] });
    },
  });
  const errors = fieldErrors(inviting.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    inviting.mutate();
  };
  return (
    <form noValidate onSubmit={submit} className="mt-3 flex flex-col gap-3">
      {inviting.error !== null && Object.keys(errors).length === 0 && (
        <Notice tone="danger">{inviting.error.message}</Notice>
      )}
      <div className="flex flex-wrap items-start gap-3">
        <Field label={words.inviteEmail} error={errors.email} className="min-w-52 flex-1">
          <Input
            type="email"
            value={email}
            maxLength={254}
            autoComplete="off"
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        <Field label={words.inviteRole} hint={roleHints[role]} error={errors.role} className="w-60">
          <Select<RoleEnum>
            value={role}
            choices={rolesUpTo(workspace.role).map((value) => ({ value, label: roles[value] }))}
            onChange={setRole}
          />
        </Field>
      </div>
      <Button
        type="submit"
        kind="primary"
        className="self-start"
        isBusy={inviting.isPending}
        disabled={email.trim() === ""}
      >
        {words.inviteSubmit}
      </Button>
    </form>
  );
}

function Open({ workspaceId, invitation }: { workspaceId: string; invitation: InvitationRead }) {
  const { id, email, role, invited_by: by, expires_at: until } = invitation;
  const revoking = useMutation({
    mutationFn: () => {
      const path = { workspace_id: workspaceId, invitation_id: id };
      return api.DELETE("/api/v1/workspaces/{workspace_id}/invitations/{invitation_id}", {
        params: { path },
      });
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["invitations", workspaceId] });
      toast.success(fill(words.revoked, { email }));
    },
  });
  return (
    <li className="flex items-center gap-3 py-2 text-sm">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">{email}</span>
          <Badge>{settings.workspace.roles[role]}</Badge>
        </p>
        <p className="truncate text-xs text-faint">
          {by !== null && `${fill(words.invitedBy, { who: by })} · `}
          {words.ends} {fullTime(new Date(until))}
        </p>
      </div>
      <Button
        size="small"
        aria-label={fill(words.revokeLabel, { email })}
        isBusy={revoking.isPending}
        onClick={() => revoking.mutate()}
      >
        {words.revoke}
      </Button>
    </li>
  );
}
