import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import type { GraphSummary } from "@/api/schema";
import { deleteAgent, duplicateAgent, exportAgent } from "@/features/agents/api";
import { agents } from "@/text/en/agents";
import { fill, plural } from "@/text/fill";
import { confirm } from "@/ui/confirm";
import { toast } from "@/ui/toast";

type Agent = Pick<GraphSummary, "id" | "name" | "execution_count">;

/** What can be done with an agent as a whole, from the list and from its page. */
export function useAgentActions() {
  const navigate = useNavigate();
  const duplicating = useMutation({
    mutationFn: ({ id, name }: Agent) => duplicateAgent(id, fill(agents.copyName, { name }).slice(0, 200)),
    onSuccess: (made) =>
      toast.success(fill(agents.duplicated, { name: made.name }), {
        label: agents.menu.open,
        onClick: () => void navigate(`/agents/${made.id}`),
      }),
  });
  const exporting = useMutation({
    mutationFn: ({ id, version = null }: { id: string; version?: number | null }) => exportAgent(id, version),
  });
  const deleting = useMutation({
    mutationFn: ({ id }: Agent) => deleteAgent(id),
    onSuccess: (_, { name }) => toast.success(fill(agents.deleted, { name })),
  });
  /** Asks first; gives whether it was deleted. */
  const remove = async (agent: Agent): Promise<boolean> => {
    const runs = plural(agent.execution_count, agents.runsCount.one, agents.runsCount.many);
    const isWanted = await confirm({
      title: fill(agents.deleteTitle, { name: agent.name }),
      text: fill(agents.deleteText, { runs }),
      action: agents.menu.delete,
      isDanger: true,
    });
    if (!isWanted) return false;
    return deleting.mutateAsync(agent).then(
      () => true,
      () => false, // said in a toast
    );
  };
  return {
    duplicate: (agent: Agent) => duplicating.mutate(agent),
    exportFile: (id: string, version?: number) => exporting.mutate({ id, ...(version && { version }) }),
    remove,
  };
}
