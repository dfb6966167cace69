import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import type { GraphSummary } from "@/api/schema";
import { deleteAgent, duplicateAgent, exportAgent } from "@/features/agents/api";
import { InUse } from "@/features/agents/components/InUse";
import { together } from "@/features/agents/lib/dependants";
import { dependantsOf, forkAgent } from "@/features/agents/libraryApi";
import { agents } from "@/text/en/agents";
import { library } from "@/text/en/library";
import { fill, plural } from "@/text/fill";
import { confirm } from "@/ui/confirm";
import { toast } from "@/ui/toast";

type Agent = Pick<GraphSummary, "id" | "name" | "execution_count">;

/** What can be done with an agent as a whole, from the list and from its page. */
export function useAgentActions() {
  const navigate = useNavigate();
  const duplicating = useMutation({
    mutationFn: ({ id, name }: Agent) => duplicateAgent(id, copyName(name)),
    onSuccess: (made) =>
      toast.success(fill(agents.duplicated, { name: made.name }), {
        label: agents.menu.open,
        onClick: () => void navigate(`/agents/${made.id}`),
      }),
  });
  const forking = useMutation({
    mutationFn: ({ id, name }: Pick<Agent, "id" | "name">) => forkAgent(id, copyName(name)),
    onSuccess: (made) => {
      toast.success(fill(library.fork.done, { name: made.name }));
      void navigate(`/agents/${made.id}/build`);
    },
  });
  const exporting = useMutation({
    mutationFn: ({ id, version = null }: { id: string; version?: number | null }) => exportAgent(id, version),
  });
  const asking = useMutation({ mutationFn: (ids: string[]) => Promise.all(ids.map(dependantsOf)) });
  const deleting = useMutation({
    mutationFn: async (all: readonly Agent[]) => {
      for (const { id } of all) await deleteAgent(id);
    },
    onSuccess: (_, all) => toast.success(deletedText(all)),
  });
  /** Asks first, naming what depends on them; gives whether they were deleted. */
  const remove = async (all: readonly Agent[]): Promise<boolean> => {
    const ids = all.map(({ id }) => id);
    const found = await asking.mutateAsync(ids).catch(() => null); // said in a toast
    if (found === null) return false;
    const isWanted = await confirm({
      ...questionOf(all),
      action: agents.menu.delete,
      isDanger: true,
      more: <InUse found={together(found, ids)} />,
    });
    if (!isWanted) return false;
    return deleting.mutateAsync(all).then(
      () => true,
      () => false, // said in a toast
    );
  };
  return {
    duplicate: (agent: Agent) => duplicating.mutate(agent),
    fork: (agent: Pick<Agent, "id" | "name">) => forking.mutate(agent),
    exportFile: (id: string, version?: number) => exporting.mutate({ id, ...(version && { version }) }),
    remove,
  };
}

function copyName(name: string): string {
  return fill(agents.copyName, { name }).slice(0, 200);
}

function questionOf(all: readonly Agent[]): { title: string; text: string } {
  const [first, ...others] = all;
  if (first === undefined || others.length > 0) {
    const { one, many } = library.deleteMany;
    return { title: plural(all.length, one, many), text: library.deleteManyText };
  }
  const runs = plural(first.execution_count, agents.runsCount.one, agents.runsCount.many);
  return {
    title: fill(agents.deleteTitle, { name: first.name }),
    text: fill(agents.deleteText, { runs }),
  };
}

function deletedText(all: readonly Agent[]): string {
  const [first, ...others] = all;
  return first !== undefined && others.length === 0
    ? fill(agents.deleted, { name: first.name })
    : plural(all.length, library.deletedMany.one, library.deletedMany.many);
}
