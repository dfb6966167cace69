import clsx from "clsx";
import { Command } from "cmdk";
import { Bot } from "lucide-react";
import type { BlockRead, GraphSummary } from "@/api/schema";
import { Tile } from "@/features/builder/canvas/Tile";
import { setDragged } from "@/features/builder/palette/dragged";
import { builder } from "@/text/en/builder";
import { library } from "@/text/en/library";
import { ITEM } from "@/ui/menuClasses";

const LINE = clsx(ITEM, "h-auto! min-h-9 py-1 text-sm opacity-100! data-[selected=true]:bg-subtle");

interface BlockLineProps {
  /** Different for each line of a list. */
  value: string;
  block: BlockRead;
  aside?: string;
  onChoose: () => void;
}

export function BlockLine({ value, block, aside, onChoose }: BlockLineProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onChoose}
      className={LINE}
      title={block.description}
      draggable
      onDragStart={(event) => setDragged(event.dataTransfer, { kind: "block", slug: block.slug })}
    >
      <Tile block={block} className="size-6!" />
      <span className="min-w-0 flex-1">
        <span className="block truncate">{block.name}</span>
        <span className="hidden truncate text-xs text-faint in-data-[selected=true]:block">
          {block.description}
        </span>
      </span>
      {aside !== undefined && <span className="shrink-0 text-xs text-faint">{aside}</span>}
    </Command.Item>
  );
}

export function AgentLine({ agent, onChoose }: { agent: GraphSummary; onChoose: () => void }) {
  const isClosed = agent.origin?.is_closed === true;
  return (
    <Command.Item
      value={`agent ${agent.id}`}
      onSelect={onChoose}
      className={LINE}
      title={isClosed ? library.closedHint : agent.description}
      draggable
      onDragStart={(event) => setDragged(event.dataTransfer, { kind: "agent", graphId: agent.id })}
    >
      <span
        aria-hidden
        className="flex size-6 items-center justify-center rounded-lg bg-accent-soft text-accent-text"
      >
        <Bot className="size-4" />
      </span>
      <span className="min-w-0 flex-1 truncate">{agent.name}</span>
      <span className="shrink-0 text-xs text-faint">{isClosed ? library.closed : builder.palette.agent}</span>
    </Command.Item>
  );
}
