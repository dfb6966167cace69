import { useMutation, useQuery } from "@tanstack/react-query";
import { UsersRound } from "lucide-react";
import { useMemo } from "react";
import { Link } from "react-router";
import { api } from "@/api/client";
import { meQuery } from "@/api/me";
import { queryClient } from "@/api/queryClient";
import type { MemberRead, RoleEnum, WorkspaceRead } from "@/api/schema";
import { membersQuery } from "@/features/settings/api";
import { Invitations } from "@/features/settings/components/Invitations";
import { SettingsFrame } from "@/features/settings/components/SettingsFrame";
import { useCurrentWorkspace } from "@/features/settings/hooks/useCurrentWorkspace";
import { mayAdminister, rolesUpTo } from "@/features/settings/lib/roles";
import { settings } from "@/text/en/settings";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button, buttonClass } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { confirm } from "@/ui/confirm";
import { LoadFailed } from "@/ui/Page";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Spinner";
import { type Column, Table } from "@/ui/Table";
import { RelativeTime } from "@/ui/Time";
import { toast } from "@/ui/toast";

const words = settings.members;

export function MembersPage() {
  const current = useCurrentWorkspace();
  return (
    <SettingsFrame title={settings.pages.members} intro={words.intro}>
      {current === undefined && <Skeleton className="h-40" />}
      {current?.is_personal === true && <Alone />}
      {current?.is_personal === false && <Members workspace={current} />}
      {current?.is_personal === false && mayAdminister(current.role) && <Invitations workspace={current} />}
    </SettingsFrame>
  );
}

function Alone() {
  const make = (
    <Link to="/settings/workspace" className={buttonClass({ kind: "primary" })}>
      {words.toGeneral}
    </Link>
  );
  return (
    <Card>
      <EmptyState
        icon={<UsersRound className="size-6" />}
        title={words.personalTitle}
        text={words.personal}
        action={make}
      />
    </Card>
  );
}

function Members({ workspace }: { workspace: WorkspaceRead }) {
  const { data: me } = useQuery(meQuery);
  const members = useQuery(membersQuery(workspace.id));
  const columns = useMemo(() => columnsOf(workspace, me?.id), [workspace, me?.id]);
  if (members.isPending) return <Skeleton className="h-40" />;
  if (members.isError) return <LoadFailed error={members.error} onRetry={() => void members.refetch()} />;
  return (
    <Card className="overflow-hidden">
      <Table label={words.list} columns={columns} rows={members.data} keyOf={(one) => one.user_id} />
    </Card>
  );
}

function columnsOf(workspace: WorkspaceRead, myId: string | undefined): readonly Column<MemberRead>[] {
  const isMe = (member: MemberRead) => member.user_id === myId;
  return [
    {
      id: "person",
      header: words.person,
      className: "w-full max-w-0",
      cell: (member) => (
        <>
          <span className="flex items-center gap-2">
            <span className="truncate font-medium">{nameOf(member)}</span>
            {isMe(member) && <Badge>{words.you}</Badge>}
          </span>
          {member.name !== "" && <span className="block truncate text-faint">{member.email}</span>}
        </>
      ),
    },
    {
      id: "role",
      header: words.role,
      cell: (member) => <Role workspace={workspace} member={member} isMe={isMe(member)} />,
    },
    {
      id: "joined",
      header: words.joined,
      isSecondary: true,
      className: "text-muted",
      cell: (member) => <RelativeTime at={member.joined_at} />,
    },
    {
      id: "remove",
      header: "",
      cell: (member) =>
        mayChange(workspace, member) && !isMe(member) ? (
          <Remove workspace={workspace} member={member} />
        ) : null,
    },
  ];
}

function Role({ workspace, member, isMe }: { workspace: WorkspaceRead; member: MemberRead; isMe: boolean }) {
  const changing = useMutation({
    mutationFn: (role: RoleEnum) => {
      const path = { workspace_id: workspace.id, user_id: member.user_id };
      return api.PATCH("/api/v1/workspaces/{workspace_id}/members/{user_id}", {
        params: { path },
        body: { role },
      });
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["members", workspace.id] }),
  });
  const { roles } = settings.workspace;
  if (isMe || !mayChange(workspace, member)) return <Badge>{roles[member.role]}</Badge>;
  return (
    <Select<RoleEnum>
      label={fill(words.roleOf, { name: nameOf(member) })}
      value={member.role}
      choices={rolesUpTo(workspace.role).map((value) => ({ value, label: roles[value] }))}
      isDisabled={changing.isPending}
      className="w-28!"
      onChange={(role) => changing.mutate(role)}
    />
  );
}

function Remove({ workspace, member }: { workspace: WorkspaceRead; member: MemberRead }) {
  const name = nameOf(member);
  const removing = useMutation({
    mutationFn: () => {
      const path = { workspace_id: workspace.id, user_id: member.user_id };
      return api.DELETE("/api/v1/workspaces/{workspace_id}/members/{user_id}", { params: { path } });
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["members", workspace.id] });
      toast.success(fill(words.removed, { name }));
    },
  });
  const ask = async () => {
    const title = fill(words.removeTitle, { name });
    if (await confirm({ title, text: words.removeText, action: words.remove, isDanger: true }))
      removing.mutate();
  };
  return (
    <Button
      size="small"
      aria-label={fill(words.removeLabel, { name })}
      isBusy={removing.isPending}
      onClick={() => void ask()}
    >
      {words.remove}
    </Button>
  );
}

function mayChange(workspace: WorkspaceRead, member: MemberRead): boolean {
  return mayAdminister(workspace.role) && rolesUpTo(workspace.role).includes(member.role);
}

function nameOf(member: MemberRead): string {
  return member.name || member.email;
}
