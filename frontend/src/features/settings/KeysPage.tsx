import { useMutation, useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { queryClient } from "@/api/queryClient";
import type { ApiKeyRead } from "@/api/schema";
import { keysQuery } from "@/features/settings/api";
import { KeyDialog } from "@/features/settings/components/KeyDialog";
import { SettingsFrame } from "@/features/settings/components/SettingsFrame";
import { useCurrentWorkspace } from "@/features/settings/hooks/useCurrentWorkspace";
import { highest } from "@/features/settings/lib/scopes";
import { settings } from "@/text/en/settings";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { confirm } from "@/ui/confirm";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { type Column, Table } from "@/ui/Table";
import { RelativeTime } from "@/ui/Time";
import { toast } from "@/ui/toast";

const words = settings.keys;
const COLUMNS: readonly Column<ApiKeyRead>[] = [
  {
    id: "name",
    header: words.name,
    className: "w-full max-w-0",
    cell: (key) => (
      <>
        <span className="block truncate font-medium">{key.name}</span>
        <span className="block truncate font-mono text-xs text-faint">{key.prefix}…</span>
      </>
    ),
  },
  { id: "may", header: words.may, cell: (key) => <Badge>{words.scopeNames[highest(key.scopes)]}</Badge> },
  {
    id: "used",
    header: words.lastUsed,
    isSecondary: true,
    className: "text-muted",
    cell: (key) => <Moment at={key.last_used_at} otherwise={words.neverUsed} />,
  },
  {
    id: "ends",
    header: words.ends,
    isSecondary: true,
    className: "text-muted",
    cell: (key) => <Moment at={key.expires_at} otherwise={words.endsNever} />,
  },
  { id: "revoke", header: "", cell: (key) => <Revoke apiKey={key} /> },
];

export function KeysPage() {
  const [isMaking, setIsMaking] = useState(false);
  const current = useCurrentWorkspace();
  const keys = useQuery(keysQuery);
  const workspace = current === undefined || current.is_personal ? words.personal : current.name;
  const create = (
    <Button kind="primary" icon={<Plus aria-hidden className="size-4" />} onClick={() => setIsMaking(true)}>
      {words.create}
    </Button>
  );
  return (
    <SettingsFrame title={settings.pages.keys} intro={fill(words.intro, { workspace })} actions={create}>
      <Card className="overflow-hidden">
        {keys.isPending && <Skeleton className="m-4 h-24" />}
        {keys.isError && <LoadFailed error={keys.error} onRetry={() => void keys.refetch()} />}
        {keys.data?.length === 0 && (
          <EmptyState icon={<KeyRound className="size-6" />} title={words.emptyTitle} text={words.empty} />
        )}
        {keys.data !== undefined && keys.data.length > 0 && (
          <Table label={words.list} columns={COLUMNS} rows={keys.data} keyOf={(key) => key.id} />
        )}
      </Card>
      {isMaking && <KeyDialog onClose={() => setIsMaking(false)} />}
    </SettingsFrame>
  );
}

function Moment({ at, otherwise }: { at: string | null; otherwise: string }) {
  return at === null ? otherwise : <RelativeTime at={at} />;
}

function Revoke({ apiKey }: { apiKey: ApiKeyRead }) {
  const { id, name } = apiKey;
  const revoking = useMutation({
    mutationFn: () => api.DELETE("/api/v1/api-keys/{key_id}", { params: { path: { key_id: id } } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: keysQuery.queryKey });
      toast.success(fill(words.revoked, { name }));
    },
  });
  const ask = async () => {
    const title = fill(words.revokeTitle, { name });
    const isWanted = await confirm({ title, text: words.revokeText, action: words.revoke, isDanger: true });
    if (isWanted) revoking.mutate();
  };
  return (
    <Button
      size="small"
      aria-label={fill(words.revokeLabel, { name })}
      isBusy={revoking.isPending}
      onClick={() => void ask()}
    >
      {words.revoke}
    </Button>
  );
}
