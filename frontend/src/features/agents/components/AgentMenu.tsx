import { Copy, Download, Ellipsis, Play, Trash2, Workflow } from "lucide-react";
import { useNavigate } from "react-router";
import type { GraphSummary } from "@/api/schema";
import { useAgentActions } from "@/features/agents/hooks/useAgentActions";
import { agents } from "@/text/en/agents";
import { fill } from "@/text/fill";
import { IconButton } from "@/ui/Button";
import { DropdownMenu, type MenuEntry } from "@/ui/menus";

interface AgentMenuProps {
  agent: GraphSummary;
  /** On the agent's own page what leads there is left out. */
  isOnPage?: boolean;
  onDeleted?: () => void;
}

export function AgentMenu({ agent, isOnPage = false, onDeleted }: AgentMenuProps) {
  const navigate = useNavigate();
  const { duplicate, exportFile, remove } = useAgentActions();
  const { menu } = agents;
  const leading: MenuEntry[] = [
    {
      label: menu.run,
      icon: <Play aria-hidden className="size-4" />,
      onSelect: () => void navigate(`/agents/${agent.id}`),
    },
    {
      label: menu.build,
      icon: <Workflow aria-hidden className="size-4" />,
      onSelect: () => void navigate(`/agents/${agent.id}/build`),
    },
  ];
  const entries: MenuEntry[] = [
    ...(isOnPage ? [] : leading),
    {
      label: menu.duplicate,
      icon: <Copy aria-hidden className="size-4" />,
      onSelect: () => duplicate(agent),
    },
    {
      label: menu.export,
      icon: <Download aria-hidden className="size-4" />,
      onSelect: () => exportFile(agent.id),
    },
    { kind: "rule" },
    {
      label: menu.delete,
      icon: <Trash2 aria-hidden className="size-4" />,
      isDanger: true,
      onSelect: () => void remove(agent).then((isDeleted) => isDeleted && onDeleted?.()),
    },
  ];
  return (
    <DropdownMenu entries={entries}>
      <IconButton
        label={fill(menu.label, { name: agent.name })}
        icon={<Ellipsis aria-hidden className="size-4" />}
      />
    </DropdownMenu>
  );
}
