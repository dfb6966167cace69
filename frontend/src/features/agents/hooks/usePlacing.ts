import { useMutation } from "@tanstack/react-query";
import type { GraphPlaced, GraphSummary, PatchedPlaceWriteRequest } from "@/api/schema";
import { pausedText } from "@/features/agents/lib/paused";
import { placeAgents } from "@/features/agents/libraryApi";
import { library } from "@/text/en/library";
import { fill, plural } from "@/text/fill";
import { toast } from "@/ui/toast";

type Agent = Pick<GraphSummary, "id" | "name">;

interface Change {
  ids: readonly string[];
  body: PatchedPlaceWriteRequest;
  onDone?: ((placed: readonly GraphPlaced[]) => void) | undefined;
}

const words = library.archive;

/** Where agents stand in the library, changed for one or several. */
export function usePlacing() {
  const { mutate, isPending } = useMutation({
    mutationFn: ({ ids, body }: Change) => placeAgents(ids, body),
    onSuccess: (placed, { onDone }) => onDone?.(placed),
  });
  const change = (agents: readonly Agent[], body: Change["body"], onDone?: Change["onDone"]) =>
    mutate({ ids: agents.map(({ id }) => id), body, onDone });
  const archive = (agents: readonly Agent[], isArchived: boolean, onDone?: () => void) =>
    change(agents, { is_archived: isArchived }, (placed) => {
      onDone?.();
      if (isArchived) toast.success(archivedText(agents, placed), undo(agents));
      else for (const { name } of agents) toast.success(fill(words.back, { name }));
    });
  const undo = (agents: readonly Agent[]) => ({
    label: words.undo,
    onClick: () => change(agents, { is_archived: false }),
  });
  return {
    isPending,
    archive,
    mark: (agents: readonly Agent[], isFavourite: boolean, onDone?: () => void) =>
      change(agents, { is_favourite: isFavourite }, onDone),
    tag: (agent: Agent, tags: string[], onDone?: () => void) => change([agent], { tags }, onDone),
    move: (agents: readonly Agent[], folder: { id: string | null; name: string }, onDone?: () => void) =>
      change(agents, { folder: folder.id }, () => {
        onDone?.();
        toast.success(fill(library.move.done, { folder: folder.name }));
      }),
  };
}

function archivedText(agents: readonly Agent[], placed: readonly GraphPlaced[]): string {
  const [first] = agents;
  const done =
    agents.length === 1 && first !== undefined
      ? fill(words.done, { name: first.name })
      : plural(agents.length, words.doneMany.one, words.doneMany.many);
  return [done, pausedText(placed)].filter((text) => text !== "").join(" ");
}
