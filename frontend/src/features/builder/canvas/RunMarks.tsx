// What a run says on the card of a node. It follows the run alone, so an event draws this part of one node.
import clsx from "clsx";
import { Pencil, Pin } from "lucide-react";
import { previewOf } from "@/features/builder/lib/preview";
import { type NodeRun, useNodeRun, useRun } from "@/features/builder/store/run";
import { builder } from "@/text/en/builder";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { STATUS_TONE, type Tone } from "@/ui/Badge";
import { tookTime } from "@/ui/lib/format";

const RINGS: Record<Tone, string> = {
  neutral: "ring-line-strong",
  accent: "ring-accent",
  info: "ring-info-text animate-pulse",
  success: "ring-success-text/60",
  warning: "ring-warning-text",
  danger: "ring-danger",
};
const TEXTS: Record<Tone, string> = {
  neutral: "text-muted",
  accent: "text-accent-text",
  info: "text-info-text",
  success: "text-success-text",
  warning: "text-warning-text",
  danger: "text-danger-text",
};
const STREAM_SHOWN = 160;

/** A ring around the card in the colour of the node's state. */
export function RunRing({ nodeId }: { nodeId: string }) {
  const status = useRun((state) => state.nodes[nodeId]?.status);
  if (status === undefined) return null;
  return (
    <span
      aria-hidden
      className={clsx("pointer-events-none absolute inset-0 rounded-xl ring-2", RINGS[STATUS_TONE[status]])}
    />
  );
}

/** State, count and time at the foot of the card, and what is being said. */
export function RunFoot({ nodeId }: { nodeId: string }) {
  const run = useNodeRun(nodeId);
  const isStale = useRun((state) => state.stale.has(nodeId));
  const isPinned = useRun((state) => nodeId in state.pinned);
  const isEdited = useRun((state) => nodeId in state.edited);
  if (run === undefined && !isPinned && !isEdited) return null;
  const said = run === undefined ? "" : Object.values(run.streamed).join(" ").slice(-STREAM_SHOWN);
  return (
    <div className="border-t border-line px-3 py-1.5 text-xs" title={run && outputsText(run)}>
      <div className="flex items-center gap-2">
        {run !== undefined && (
          <span className={clsx("flex items-center gap-1.5 font-medium", TEXTS[STATUS_TONE[run.status]])}>
            <span aria-hidden className="size-1.5 rounded-full bg-current" />
            {ui.status[run.status]}
          </span>
        )}
        {run !== undefined && run.firings > 1 && (
          <span className="text-faint tabular-nums">
            {fill(builder.node.firings, { count: run.firings })}
          </span>
        )}
        {isStale && !isEdited && <span className="text-warning-text">{builder.node.stale}</span>}
        {isEdited && (
          <span className="flex items-center gap-1 text-warning-text">
            <Pencil aria-hidden className="size-3" />
            {builder.node.edited}
          </span>
        )}
        {isPinned && !isEdited && (
          <span className="flex items-center gap-1 text-accent-text">
            <Pin aria-hidden className="size-3" />
            {builder.node.pinned}
          </span>
        )}
        {run?.startedAt != null && run.endedAt !== null && (
          <span className="ml-auto text-faint tabular-nums">{tookTime(run.startedAt, run.endedAt)}</span>
        )}
      </div>
      {run?.status === "RUNNING" && said !== "" && (
        <p className="mt-1 line-clamp-3 break-words text-muted">{said}</p>
      )}
      {run?.error != null && <p className="mt-1 line-clamp-2 break-words text-danger-text">{run.error}</p>}
    </div>
  );
}

function outputsText(run: NodeRun): string {
  return (run.outputs ?? []).map(([pin, value]) => `${pin}: ${previewOf(value)}`).join("\n");
}
