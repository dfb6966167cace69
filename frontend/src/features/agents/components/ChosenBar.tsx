import { useMutation } from "@tanstack/react-query";
import { Download, X } from "lucide-react";
import { exportAgents } from "@/features/agents/api";
import { agents } from "@/text/en/agents";
import { plural } from "@/text/fill";
import { Button, IconButton } from "@/ui/Button";

/** What can be done with the chosen agents; stands at the foot of the window. */
export function ChosenBar({ ids, onDone }: { ids: readonly string[]; onDone: () => void }) {
  const exporting = useMutation({ mutationFn: () => exportAgents(ids), onSuccess: onDone });
  if (ids.length === 0) return null;
  const count = plural(ids.length, agents.chosen.one, agents.chosen.many);
  return (
    <div
      role="toolbar"
      aria-label={count}
      className="sticky bottom-4 z-10 mx-auto flex max-w-full flex-wrap items-center gap-2 rounded-xl border border-line bg-raised px-3 py-2 shadow-float"
    >
      <span className="px-1 text-sm font-medium">{count}</span>
      <Button
        icon={<Download aria-hidden className="size-3.5" />}
        isBusy={exporting.isPending}
        onClick={() => exporting.mutate()}
      >
        {agents.exportChosen}
      </Button>
      <IconButton label={agents.chooseNone} icon={<X aria-hidden className="size-4" />} onClick={onDone} />
    </div>
  );
}
