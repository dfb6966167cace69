import {
  Archive,
  ArchiveRestore,
  Copy,
  Download,
  Ellipsis,
  FolderInput,
  GitFork,
  Play,
  RefreshCw,
  Star,
  Store,
  Tag,
  Trash2,
  Workflow,
} from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { GraphSummary } from "@/api/schema";
import { MoveAgentsDialog } from "@/features/agents/components/MoveAgentsDialog";
import { TagsDialog } from "@/features/agents/components/TagsDialog";
import { UpdateDialog } from "@/features/agents/components/UpdateDialog";
import { useAgentActions } from "@/features/agents/hooks/useAgentActions";
import { usePlacing } from "@/features/agents/hooks/usePlacing";
import { agents } from "@/text/en/agents";
import { library } from "@/text/en/library";
import { fill } from "@/text/fill";
import { IconButton } from "@/ui/Button";
import { DropdownMenu, type MenuEntry } from "@/ui/menus";

interface AgentMenuProps {
  agent: GraphSummary;
  /** On the agent's own page what leads there is left out. */
  isOnPage?: boolean;
  onDeleted?: () => void;
}

type Opened = "move" | "tags" | "update";

export function AgentMenu({ agent, isOnPage = false, onDeleted }: AgentMenuProps) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const { remove } = useAgentActions();
  const leading = useLeading(agent);
  const making = useMaking(agent);
  const placing = usePlacingEntries(agent, setOpened);
  const update: MenuEntry = {
    label: library.menu.update,
    icon: <RefreshCw aria-hidden className="size-4" />,
    onSelect: () => setOpened("update"),
  };
  const entries: MenuEntry[] = [
    ...(isOnPage ? [] : leading),
    ...(agent.origin?.update_available === true ? [update] : []),
    ...making,
    { kind: "rule" },
    ...placing,
    { kind: "rule" },
    {
      label: agents.menu.delete,
      icon: <Trash2 aria-hidden className="size-4" />,
      isDanger: true,
      onSelect: () => void remove([agent]).then((isDeleted) => isDeleted && onDeleted?.()),
    },
  ];
  return (
    <>
      <DropdownMenu entries={entries}>
        <IconButton
          label={fill(agents.menu.label, { name: agent.name })}
          icon={<Ellipsis aria-hidden className="size-4" />}
        />
      </DropdownMenu>
      {opened === "move" && <MoveAgentsDialog agents={[agent]} onClose={close} />}
      {opened === "tags" && <TagsDialog agent={agent} onClose={close} />}
      {opened === "update" && <UpdateDialog agent={agent} onClose={close} />}
    </>
  );
}

function useLeading({ id, origin }: GraphSummary): MenuEntry[] {
  const navigate = useNavigate();
  const build: MenuEntry = {
    label: agents.menu.build,
    icon: <Workflow aria-hidden className="size-4" />,
    onSelect: () => void navigate(`/agents/${id}/build`),
  };
  return [
    {
      label: agents.menu.run,
      icon: <Play aria-hidden className="size-4" />,
      onSelect: () => void navigate(`/agents/${id}`),
    },
    ...(origin === null ? [build] : []),
  ];
}

/** What makes something else of it. A closed agent is neither copied nor exported. */
function useMaking(agent: GraphSummary): MenuEntry[] {
  const navigate = useNavigate();
  const { duplicate, fork, exportFile } = useAgentActions();
  if (agent.origin?.is_closed === true) return [];
  const copy: MenuEntry = {
    label: agents.menu.duplicate,
    icon: <Copy aria-hidden className="size-4" />,
    onSelect: () => duplicate(agent),
  };
  const forking: MenuEntry = {
    label: library.menu.fork,
    icon: <GitFork aria-hidden className="size-4" />,
    onSelect: () => fork(agent),
  };
  const offer: MenuEntry = {
    label: agents.menu.publish,
    icon: <Store aria-hidden className="size-4" />,
    onSelect: () => void navigate(`/agents/${agent.id}/publish`),
  };
  return [
    agent.origin === null ? copy : forking,
    {
      label: agents.menu.export,
      icon: <Download aria-hidden className="size-4" />,
      onSelect: () => exportFile(agent.id),
    },
    ...(agent.origin === null ? [offer] : []),
  ];
}

function usePlacingEntries(agent: GraphSummary, open: (dialog: Opened) => void): MenuEntry[] {
  const { mark, archive } = usePlacing();
  const { menu } = library;
  const { is_favourite: isFavourite, is_archived: isArchived } = agent;
  return [
    {
      label: isFavourite ? menu.notFavourite : menu.favourite,
      icon: <Star aria-hidden className="size-4" />,
      onSelect: () => mark([agent], !isFavourite),
    },
    {
      label: menu.move,
      icon: <FolderInput aria-hidden className="size-4" />,
      onSelect: () => open("move"),
    },
    { label: menu.tags, icon: <Tag aria-hidden className="size-4" />, onSelect: () => open("tags") },
    {
      label: isArchived ? menu.unarchive : menu.archive,
      icon: isArchived ? (
        <ArchiveRestore aria-hidden className="size-4" />
      ) : (
        <Archive aria-hidden className="size-4" />
      ),
      onSelect: () => archive([agent], !isArchived),
    },
  ];
}
