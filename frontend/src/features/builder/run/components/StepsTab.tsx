import clsx from "clsx";
import { titleOf } from "@/features/builder/inspector/lib/form";
import { select, useBuilder, useDocument } from "@/features/builder/store/document";
import { type Firing, useNodeRun, useRun } from "@/features/builder/store/run";
import type { Blocks, BuilderNode } from "@/features/builder/types";
import { run } from "@/text/en/run";
import { Badge, StatusBadge } from "@/ui/Badge";
import { EmptyState } from "@/ui/Card";
import { credits, duration, elapsedMs } from "@/ui/lib/format";

const words = run.panel;

/** The steps that have run, in the order in which they began; choosing one selects it on the canvas. */
export function StepsTab({ blocks }: { blocks: Blocks }) {
  const nodes = useDocument((document) => document.nodes);
  const order = useRun((state) =>
    Object.entries(state.nodes)
      .toSorted(([, one], [, other]) => begin(one.list[0]) - begin(other.list[0]))
      .map(([nodeId]) => nodeId)
      .join(" "),
  );
  const error = useRun((state) => state.error);
  const known = new Map(nodes.map((node) => [node.id, node]));
  const shown = order.split(" ").flatMap((nodeId) => known.get(nodeId) ?? []);
  if (shown.length === 0) return <EmptyState title={words.none} text={words.noneHint} />;
  return (
    <>
      {error !== null && error !== "" && <p className="mb-2 text-sm text-danger-text">{error}</p>}
      <ul className="@container flex flex-col">
        {shown.map((node) => (
          <Step key={node.id} node={node} title={titleOf(node, blocks)} />
        ))}
      </ul>
    </>
  );
}

function Step({ node, title }: { node: BuilderNode; title: string }) {
  const nodeRun = useNodeRun(node.id);
  const isStale = useRun((state) => state.stale.has(node.id));
  const isSelected = useBuilder((state) => state.selected.has(node.id));
  if (nodeRun === undefined) return null;
  const cost = nodeRun.list.reduce((sum, firing) => sum + Number(firing.cost), 0);
  const spent = nodeRun.list.reduce((sum, { startedAt, endedAt }) => sum + between(startedAt, endedAt), 0);
  return (
    <li>
      <button
        type="button"
        aria-pressed={isSelected}
        onClick={() => select([node.id])}
        className={clsx(
          "flex w-full items-center gap-3 rounded-md px-2 py-1 text-left text-sm",
          isSelected ? "bg-accent-soft" : "hover:bg-subtle",
        )}
      >
        <span className="flex min-w-0 flex-1 items-center gap-2">
          <span className="shrink-0 truncate font-medium">{title}</span>
          {isStale && <Badge tone="warning">{words.staleHere}</Badge>}
          {nodeRun.error !== null && (
            <span className="truncate text-xs text-danger-text">{nodeRun.error}</span>
          )}
        </span>
        <span className="flex shrink-0 items-center gap-3 text-xs text-faint tabular-nums">
          {nodeRun.firings > 1 && <span>× {nodeRun.firings}</span>}
          {cost > 0 && <span className="hidden @lg:inline">{credits(String(cost))}</span>}
          {spent > 0 && <span className="w-16 text-right">{duration(spent)}</span>}
        </span>
        <span className="shrink-0">
          <StatusBadge status={nodeRun.status} />
        </span>
      </button>
    </li>
  );
}

/** A step that a person answered has no beginning of its own. */
function begin(firing: Firing | undefined): number {
  const at = firing?.startedAt ?? firing?.endedAt;
  return at == null ? Infinity : new Date(at).getTime();
}

function between(startedAt: string | null, endedAt: string | null): number {
  if (startedAt === null || endedAt === null) return 0;
  return elapsedMs(startedAt, endedAt);
}
