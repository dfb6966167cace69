import { useMutation, useQuery } from "@tanstack/react-query";
import type { UpdateRead } from "@/api/schema";
import { updateAgent, updatesQuery } from "@/features/agents/libraryApi";
import { library } from "@/text/en/library";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { credits } from "@/ui/lib/format";
import { LoadFailed, Notice } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { RelativeTime } from "@/ui/Time";
import { toast } from "@/ui/toast";

const words = library.update;

interface UpdateDialogProps {
  agent: { id: string; name: string };
  onClose: () => void;
}

/** What has changed since the version that is here, and the button that takes the newest. */
export function UpdateDialog({ agent, onClose }: UpdateDialogProps) {
  const updates = useQuery(updatesQuery);
  const update = updates.data?.find(({ graph_id }) => graph_id === agent.id);
  const updating = useMutation({
    mutationFn: (newest: UpdateRead) => updateAgent(agent.id, newest.newest_price),
    onSuccess: ({ misfits }) => {
      onClose();
      if (misfits.length === 0) toast.success(fill(words.done, { name: agent.name }));
      else toast.error(fill(words.misfits, { name: agent.name }));
    },
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={fill(words.title, { name: agent.name })}
      description={update && fill(words.from, { number: update.number, newest: update.newest })}
      actions={
        <Button
          kind="primary"
          isBusy={updating.isPending}
          disabled={update === undefined}
          onClick={() => update && updating.mutate(update)}
        >
          {words.submit}
        </Button>
      }
    >
      {updates.isPending && <Skeleton className="h-24" />}
      {updates.isError && <LoadFailed error={updates.error} onRetry={() => void updates.refetch()} />}
      {update !== undefined && <Changes update={update} />}
    </Dialog>
  );
}

function Changes({ update }: { update: UpdateRead }) {
  const { price, newest_price: newest } = update;
  return (
    <div className="flex flex-col gap-3">
      {price !== newest && (
        <Notice tone="warning">
          {fill(words.priceChanges, { price: credits(price), newest: credits(newest) })}
        </Notice>
      )}
      <ol className="flex flex-col gap-3">
        {update.changes.map(({ number, decided_at: at, changelog }) => (
          <li key={number} className="rounded-lg border border-line px-3 py-2.5">
            <p className="flex items-baseline justify-between gap-3 text-sm font-medium">
              {fill(words.version, { number })}
              {at !== null && (
                <span className="text-xs font-normal text-faint">
                  <RelativeTime at={at} />
                </span>
              )}
            </p>
            <p className="mt-1 text-sm whitespace-pre-wrap text-muted">{changelog || words.noChangelog}</p>
          </li>
        ))}
      </ol>
      <p className="text-sm text-muted">{words.keeps}</p>
    </div>
  );
}
