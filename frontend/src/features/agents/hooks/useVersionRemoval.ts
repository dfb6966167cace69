import { useMutation } from "@tanstack/react-query";
import { deleteVersion } from "@/features/agents/api";
import { agent } from "@/text/en/agent";
import { fill } from "@/text/fill";
import { confirm } from "@/ui/confirm";
import { toast } from "@/ui/toast";

const words = agent.versions;

/** Delete a version, after a question. What still runs by it is said in a toast. */
export function useVersionRemoval(graphId: string): (number: number) => Promise<void> {
  const { mutate } = useMutation({
    mutationFn: (number: number) => deleteVersion(graphId, number),
    onSuccess: (_, number) => toast.success(fill(words.deleted, { number })),
  });
  return async (number) => {
    const isWanted = await confirm({
      title: fill(words.deleteTitle, { number }),
      text: words.deleteText,
      action: words.delete,
      isDanger: true,
    });
    if (isWanted) mutate(number);
  };
}
