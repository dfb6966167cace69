import type { GraphSummary } from "@/api/schema";
import { MoveDialog } from "@/features/agents/components/MoveDialog";
import { usePlacing } from "@/features/agents/hooks/usePlacing";
import { library } from "@/text/en/library";
import { fill, plural } from "@/text/fill";

interface MoveAgentsDialogProps {
  agents: readonly GraphSummary[];
  onMoved?: () => void;
  onClose: () => void;
}

/** Into which folder with these? */
export function MoveAgentsDialog({ agents, onMoved, onClose }: MoveAgentsDialogProps) {
  const { move, isPending } = usePlacing();
  const [first] = agents;
  if (first === undefined) return null;
  const { one, many } = library.move;
  const title =
    agents.length === 1 ? fill(one, { name: first.name }) : plural(agents.length, many.one, many.many);
  return (
    <MoveDialog
      title={title}
      from={first.folder?.id ?? null}
      isBusy={isPending}
      onMove={(target) =>
        move(agents, target, () => {
          onMoved?.();
          onClose();
        })
      }
      onClose={onClose}
    />
  );
}
