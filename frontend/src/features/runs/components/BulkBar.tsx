import { GitCompareArrows, RotateCcw, Square, Trash2, X } from "lucide-react";
import { useNavigate } from "react-router";
import type { ExecutionBulkRead } from "@/api/schema";
import { TagsButton } from "@/features/runs/components/Labels";
import { useRunActions } from "@/features/runs/hooks/useRunActions";
import { runs } from "@/text/en/runs";
import { plural } from "@/text/fill";
import { Button, IconButton } from "@/ui/Button";
import { confirm } from "@/ui/confirm";
import { toast } from "@/ui/toast";

const words = runs.bulk;

/** What can be done with the chosen runs; stands at the foot of the window. */
export function BulkBar({ ids, onDone }: { ids: readonly string[]; onDone: () => void }) {
  const { bulk, retryAll } = useRunActions();
  const navigate = useNavigate();
  if (ids.length === 0) return null;
  const isBusy = bulk.isPending || retryAll.isPending;
  const [a, b] = ids;
  const tell = (said: { one: string; many: string }) => (result: ExecutionBulkRead) => {
    report(result, said);
    onDone();
  };
  const remove = async () => {
    const title = plural(ids.length, words.deleteTitle.one, words.deleteTitle.many);
    const isSure = await confirm({ title, text: words.deleteText, action: words.delete, isDanger: true });
    if (isSure) bulk.mutate({ action: "delete", ids }, { onSuccess: tell(words.deleted) });
  };
  return (
    <div
      role="toolbar"
      aria-label={plural(ids.length, runs.chosen.one, runs.chosen.many)}
      className="sticky bottom-4 z-10 mx-auto flex max-w-full flex-wrap items-center gap-2 rounded-xl border border-line bg-raised px-3 py-2 shadow-float"
    >
      <span className="px-1 text-sm font-medium">
        {plural(ids.length, runs.chosen.one, runs.chosen.many)}
      </span>
      <Button
        icon={<Square aria-hidden className="size-3.5" />}
        disabled={isBusy}
        onClick={() => bulk.mutate({ action: "stop", ids }, { onSuccess: tell(words.stopped) })}
      >
        {words.stop}
      </Button>
      <Button
        icon={<RotateCcw aria-hidden className="size-3.5" />}
        disabled={isBusy}
        onClick={() => retryAll.mutate(ids, { onSuccess: tell(words.retried) })}
      >
        {words.retry}
      </Button>
      <TagsButton
        label={words.tag}
        isBusy={bulk.isPending}
        onSubmit={(tags) => {
          if (tags.length > 0) bulk.mutate({ action: "tag", ids, tags }, { onSuccess: tell(words.tagged) });
        }}
      />
      {ids.length === 2 && a !== undefined && b !== undefined && (
        <Button
          icon={<GitCompareArrows aria-hidden className="size-3.5" />}
          onClick={() => void navigate(`/runs/compare?a=${a}&b=${b}`)}
        >
          {words.compare}
        </Button>
      )}
      <Button
        kind="danger"
        icon={<Trash2 aria-hidden className="size-3.5" />}
        disabled={isBusy}
        onClick={() => void remove()}
      >
        {words.delete}
      </Button>
      <IconButton label={words.none} icon={<X aria-hidden className="size-4" />} onClick={onDone} />
    </div>
  );
}

function report({ done, refused }: ExecutionBulkRead, said: { one: string; many: string }): void {
  if (done.length > 0) toast.success(plural(done.length, said.one, said.many));
  const [first] = refused;
  if (first !== undefined) {
    const text = plural(refused.length, words.refused.one, words.refused.many);
    toast.error(text.replace("{why}", first.message));
  }
}
