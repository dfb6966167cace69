import { useMutation } from "@tanstack/react-query";
import { Archive, ArchiveRestore, Download, FolderInput, Star, Trash2, X } from "lucide-react";
import { useState } from "react";
import type { GraphSummary } from "@/api/schema";
import { exportAgents } from "@/features/agents/api";
import { MoveAgentsDialog } from "@/features/agents/components/MoveAgentsDialog";
import { useAgentActions } from "@/features/agents/hooks/useAgentActions";
import { usePlacing } from "@/features/agents/hooks/usePlacing";
import { agents } from "@/text/en/agents";
import { library } from "@/text/en/library";
import { plural } from "@/text/fill";
import { Button, IconButton } from "@/ui/Button";

interface ChosenBarProps {
  chosen: readonly GraphSummary[];
  onDone: () => void;
}

/** What can be done with the chosen agents; stands at the foot of the window. */
export function ChosenBar({ chosen, onDone }: ChosenBarProps) {
  const [isMoving, setIsMoving] = useState(false);
  const { remove } = useAgentActions();
  const { mark, archive, isPending } = usePlacing();
  const ids = chosen.map(({ id }) => id);
  const exporting = useMutation({ mutationFn: () => exportAgents(ids), onSuccess: onDone });
  if (chosen.length === 0) return null;
  const count = plural(chosen.length, agents.chosen.one, agents.chosen.many);
  const areArchived = chosen.every((agent) => agent.is_archived);
  const mayExport = chosen.every(({ origin }) => origin?.is_closed !== true);
  const words = library.chosen;
  return (
    <div
      role="toolbar"
      aria-label={count}
      className="sticky bottom-4 z-10 mx-auto flex max-w-full flex-wrap items-center gap-2 rounded-xl border border-line bg-raised px-3 py-2 shadow-float"
    >
      <span className="px-1 text-sm font-medium">{count}</span>
      <Button icon={<FolderInput aria-hidden className="size-3.5" />} onClick={() => setIsMoving(true)}>
        {words.move}
      </Button>
      <Button
        icon={<Star aria-hidden className="size-3.5" />}
        disabled={isPending}
        onClick={() => mark(chosen, true, onDone)}
      >
        {words.favourite}
      </Button>
      <Button
        icon={
          areArchived ? (
            <ArchiveRestore aria-hidden className="size-3.5" />
          ) : (
            <Archive aria-hidden className="size-3.5" />
          )
        }
        disabled={isPending}
        onClick={() => archive(chosen, !areArchived, onDone)}
      >
        {areArchived ? words.unarchive : words.archive}
      </Button>
      {mayExport && (
        <Button
          icon={<Download aria-hidden className="size-3.5" />}
          isBusy={exporting.isPending}
          onClick={() => exporting.mutate()}
        >
          {agents.exportChosen}
        </Button>
      )}
      <Button
        icon={<Trash2 aria-hidden className="size-3.5" />}
        onClick={() => void remove(chosen).then((isDeleted) => isDeleted && onDone())}
      >
        {words.delete}
      </Button>
      <IconButton label={agents.chooseNone} icon={<X aria-hidden className="size-4" />} onClick={onDone} />
      {isMoving && <MoveAgentsDialog agents={chosen} onMoved={onDone} onClose={() => setIsMoving(false)} />}
    </div>
  );
}
