import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FlaskConical, MoreHorizontal, Pencil, RefreshCw, Unplug, Users, Workflow } from "lucide-react";
import { useState } from "react";
import type { CredentialRead } from "@/api/schema";
import { changeCredential, revokeCredential, testCredential, usageQuery } from "@/features/integrations/api";
import { RenameDialog } from "@/features/integrations/components/RenameDialog";
import { UsageDialog } from "@/features/integrations/components/UsageDialog";
import { integrations as words } from "@/text/en/integrations";
import { fill, plural } from "@/text/fill";
import { IconButton } from "@/ui/Button";
import { confirm } from "@/ui/confirm";
import { DropdownMenu, type MenuEntry } from "@/ui/menus";
import { toast } from "@/ui/toast";

const MOST_NAMED = 3;

/** All that can be done with a credential. What others share can be tested and looked at. */
export function CredentialMenu({
  credential,
  onReconnect,
}: {
  credential: CredentialRead;
  onReconnect: () => void;
}) {
  const [dialog, setDialog] = useState<"rename" | "usage" | null>(null);
  const { id, title, is_mine: isMine, is_shared: isShared } = credential;
  const client = useQueryClient();
  const testing = useMutation({
    mutationFn: () => testCredential(id),
    onSuccess: ({ is_well: isWell, reason }) => {
      if (isWell === true) toast.success(fill(words.tested_ok, { title }));
      else if (isWell === null) toast.info(fill(words.tested_unknown, { title, reason }));
      else toast.error(fill(words.tested_bad, { title, reason }));
    },
  });
  const sharing = useMutation({
    mutationFn: () => changeCredential(id, { is_shared: !isShared }),
    onSuccess: () => toast.success(fill(isShared ? words.notShared : words.nowShared, { title })),
  });
  const revoking = useMutation({
    mutationFn: () => revokeCredential(id),
    onSuccess: () => toast.success(fill(words.revoked, { title })),
  });
  const revoke = async () => {
    const usage = await client.query(usageQuery(id));
    const text = usedText(usage.agents.filter((agent) => agent.names_it).map((agent) => agent.graph_name));
    const question = { title: fill(words.revokeTitle, { title }), text, action: words.actions.revoke };
    if (await confirm({ ...question, isDanger: true })) revoking.mutate();
  };
  const entry = (label: string, Icon: typeof Users, onSelect: () => void): MenuEntry => ({
    label,
    icon: <Icon aria-hidden className="size-4" />,
    onSelect,
  });
  const { actions } = words;
  const entries: MenuEntry[] = [
    entry(actions.test, FlaskConical, () => testing.mutate()),
    entry(actions.usage, Workflow, () => setDialog("usage")),
  ];
  if (isMine) {
    entries.push(
      entry(actions.rename, Pencil, () => setDialog("rename")),
      entry(isShared ? actions.unshare : actions.share, Users, () => sharing.mutate()),
      entry(actions.reconnect, RefreshCw, onReconnect),
      { kind: "rule" },
      { ...entry(actions.revoke, Unplug, () => void revoke()), isDanger: true } as MenuEntry,
    );
  }
  return (
    <>
      <DropdownMenu entries={entries}>
        <IconButton
          label={fill(actions.more, { title })}
          isBusy={testing.isPending || revoking.isPending}
          icon={<MoreHorizontal aria-hidden className="size-4" />}
        />
      </DropdownMenu>
      {dialog === "rename" && <RenameDialog credential={credential} onClose={() => setDialog(null)} />}
      {dialog === "usage" && <UsageDialog credential={credential} onClose={() => setDialog(null)} />}
    </>
  );
}

function usedText(names: readonly string[]): string {
  if (names.length === 0) return words.revokeUnused;
  const first = names.slice(0, MOST_NAMED).join(", ");
  const rest = names.length - MOST_NAMED;
  const text = plural(names.length, words.revokeUsed.one, words.revokeUsed.many);
  return text.replace("{names}", rest > 0 ? fill(words.andMore, { names: first, count: rest }) : first);
}
