import { Ellipsis, Link2, Play, RotateCcw, Share2, Square, Trash2, Waypoints } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { ExecutionRead } from "@/api/schema";
import { useShortcut } from "@/app/store/shortcuts";
import { RerunDialog } from "@/features/runs/components/RerunDialog";
import { ShareDialog } from "@/features/runs/components/ShareDialog";
import { useRunActions } from "@/features/runs/hooks/useRunActions";
import { holdsSecret } from "@/features/runs/lib/rerun";
import { hasEnded } from "@/features/runs/lib/state";
import { runs } from "@/text/en/runs";
import { Button, IconButton } from "@/ui/Button";
import { confirm } from "@/ui/confirm";
import { DropdownMenu, type MenuEntry } from "@/ui/menus";

const words = runs.one;

export function RunActions({ run }: { run: ExecutionRead }) {
  const { stop, retry, start, resume, remove } = useRunActions();
  const navigate = useNavigate();
  const [open, setOpen] = useState<"rerun" | "share" | null>(null);
  const isOver = hasEnded(run.status);
  const show = (next: { id: string }) => void navigate(`/runs/${next.id}`);
  const again = (version?: "newest") =>
    retry.mutate({ id: run.id, ...(version && { version }) }, { onSuccess: show });
  const fromStart = () => {
    // What is hidden from us cannot be given again by us.
    if (holdsSecret(run.inputs)) setOpen("rerun");
    else {
      const { graph_id: graphId, graph_version: version, inputs, dry_run, safe_mode } = run;
      start.mutate({ graphId, version, inputs, dry_run, safe_mode }, { onSuccess: show });
    }
  };
  const stopIt = async () => {
    const isSure = await confirm({
      title: words.stopTitle,
      text: words.stopText,
      action: words.stop,
      isDanger: true,
    });
    if (isSure) stop.mutate(run.id);
  };
  const deleteIt = async () => {
    const { deleteTitle: title, deleteText: text, delete: action } = words;
    if (!(await confirm({ title, text, action, isDanger: true }))) return;
    remove.mutate(run.id, { onSuccess: () => void navigate("/runs", { replace: true }) });
  };
  const canvas = `/agents/${run.graph_id}/build?replay=${run.id}`;
  useShortcut("run.canvas", () => void navigate(canvas));
  const hasFailed = run.status !== "COMPLETED";
  const ways: MenuEntry[] = [
    { label: hasFailed ? words.retryFailed : words.retryAll, onSelect: () => again() },
    ...(hasFailed ? [{ label: words.retryAll, onSelect: fromStart }] : []),
    { label: words.retryNewest, onSelect: () => again("newest") },
    { label: words.withInputs, onSelect: () => setOpen("rerun") },
  ];
  const more: MenuEntry[] = [
    { label: words.share, icon: <Share2 aria-hidden className="size-4" />, onSelect: () => setOpen("share") },
    ...(run.source_id === null
      ? []
      : [
          {
            label: words.compare,
            icon: <Link2 aria-hidden className="size-4" />,
            onSelect: () => void navigate(`/runs/compare?a=${run.source_id ?? ""}&b=${run.id}`),
          },
        ]),
    { kind: "rule" },
    {
      label: words.delete,
      icon: <Trash2 aria-hidden className="size-4" />,
      isDanger: true,
      isDisabled: !isOver || run.parent_id !== null,
      onSelect: () => void deleteIt(),
    },
  ];
  return (
    <div className="flex flex-wrap items-center gap-2">
      {!isOver && (
        <Button
          icon={<Square aria-hidden className="size-3.5" />}
          isBusy={stop.isPending}
          onClick={() => void stopIt()}
        >
          {words.stop}
        </Button>
      )}
      {run.status === "INSUFFICIENT_CREDITS" && (
        <Button
          kind="primary"
          icon={<Play aria-hidden className="size-3.5" />}
          isBusy={resume.isPending}
          onClick={() => resume.mutate(run.id)}
        >
          {words.resume}
        </Button>
      )}
      <Button icon={<Waypoints aria-hidden className="size-4" />} onClick={() => void navigate(canvas)}>
        {words.canvas}
      </Button>
      {isOver && (
        <DropdownMenu entries={ways}>
          <Button
            kind="primary"
            icon={<RotateCcw aria-hidden className="size-3.5" />}
            isBusy={retry.isPending || start.isPending}
          >
            {words.retry}
          </Button>
        </DropdownMenu>
      )}
      <DropdownMenu entries={more}>
        <IconButton label={words.more} kind="secondary" icon={<Ellipsis aria-hidden className="size-4" />} />
      </DropdownMenu>
      {open === "rerun" && <RerunDialog run={run} onClose={() => setOpen(null)} onStarted={show} />}
      {open === "share" && <ShareDialog executionId={run.id} onClose={() => setOpen(null)} />}
    </div>
  );
}
