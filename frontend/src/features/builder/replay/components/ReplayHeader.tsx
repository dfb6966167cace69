import { ArrowLeft, Bug } from "lucide-react";
import { Link, useNavigate } from "react-router";
import type { ExecutionRead, GraphRead, NodeExecutionRead } from "@/api/schema";
import { toPin } from "@/features/builder/replay/lib/debugging";
import { remember } from "@/features/builder/run/memory";
import { useBlocks } from "@/features/builder/store/blocks";
import { replay } from "@/text/en/replay";
import { fill } from "@/text/fill";
import { Badge, StatusBadge } from "@/ui/Badge";
import { Button, buttonClass } from "@/ui/Button";
import { RelativeTime } from "@/ui/Time";
import { toast } from "@/ui/toast";
import { Tooltip } from "@/ui/Tooltip";

interface ReplayHeaderProps {
  execution: ExecutionRead;
  rows: readonly NodeExecutionRead[];
  graph: GraphRead;
}

export function ReplayHeader({ execution, rows, graph }: ReplayHeaderProps) {
  const navigate = useNavigate();
  const blocks = useBlocks();
  const builder = `/agents/${graph.id}/build`;
  const debug = () => {
    const pinned = toPin(rows, { nodes: graph.nodes.map(asNode) }, blocks);
    remember.pinned(graph.id, pinned);
    remember.inputs(graph.id, execution.inputs);
    remember.run(graph.id, execution.id);
    toast.success(fill(replay.debugReady, { count: Object.keys(pinned).length }));
    void navigate(builder);
  };
  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-surface px-3 py-1.5">
      <Link to={builder} aria-label={replay.back} className={buttonClass({ kind: "ghost" })}>
        <ArrowLeft aria-hidden className="size-4" />
      </Link>
      <h1 className="min-w-0 truncate text-lg font-semibold">{fill(replay.heading, { name: graph.name })}</h1>
      <Badge>{fill(replay.version, { number: execution.graph_version })}</Badge>
      <Link to={`/runs/${execution.id}`} title={replay.page}>
        <StatusBadge status={execution.status} />
      </Link>
      <span className="text-sm text-muted">
        <RelativeTime at={execution.created_at} />
      </span>
      <Tooltip text={replay.debugHint}>
        <Button className="ml-auto" icon={<Bug aria-hidden className="size-4" />} onClick={debug}>
          {replay.debug}
        </Button>
      </Tooltip>
    </header>
  );
}

function asNode(node: GraphRead["nodes"][number]) {
  return { id: node.id, blockId: node.block_id, inputDefault: {}, metadata: {}, settings: {} };
}
