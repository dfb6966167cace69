import "@/features/builder/canvas/canvas.css";
import {
  Background,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from "@xyflow/react";
import clsx from "clsx";
import { memo, useMemo } from "react";
import { useTheme } from "@/app/store/theme";
import { Tile } from "@/features/builder/canvas/Tile";
import { isDisabled } from "@/features/builder/lib/disabled";
import { positionOf, titleOf } from "@/features/builder/lib/place";
import { useBlock } from "@/features/builder/store/blocks";
import type { BuilderNode } from "@/features/builder/types";
import type { Difference, Picture } from "@/features/builder/versions/lib/drawn";
import { builder } from "@/text/en/builder";

type DiffNode = Node<{ node: BuilderNode; difference: Difference }, "card">;

const text = builder.diff;
const NODE_TYPES = { card: memo(DiffCard) };
const LOOKS: Record<Difference, string> = {
  added: "border-success-text bg-success-soft",
  removed: "border-danger bg-danger-soft border-dashed opacity-80",
  changed: "border-warning-text bg-warning-soft",
  same: "border-line bg-surface opacity-70",
};
const STROKES: Record<Difference, string> = {
  added: "var(--pc-success-text)",
  removed: "var(--pc-danger)",
  changed: "var(--pc-warning-text)",
  same: "var(--pc-line-strong)",
};

export function DiffCanvas({ picture }: { picture: Picture }) {
  const { isDark } = useTheme();
  const nodes = useMemo(
    () =>
      picture.nodes.map((one): DiffNode => ({
        id: one.node.id,
        type: "card",
        position: positionOf(one.node),
        data: one,
      })),
    [picture],
  );
  const edges = useMemo(
    () =>
      picture.links.map(({ link, difference }): Edge => {
        const color = STROKES[difference];
        const style = { "--pin": color, ...(difference === "removed" && { strokeDasharray: "5 4" }) };
        const markerEnd = { type: MarkerType.ArrowClosed, color };
        return { id: link.id + difference, source: link.sourceId, target: link.sinkId, style, markerEnd };
      }),
    [picture],
  );
  return (
    <section
      aria-label={text.canvas}
      className="pc-canvas min-h-56 flex-1 overflow-hidden rounded-lg border border-line"
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        colorMode={isDark ? "dark" : "light"}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        onlyRenderVisibleElements={nodes.length > 100}
        minZoom={0.05}
        fitView
        fitViewOptions={{ padding: 0.12, maxZoom: 1 }}
      >
        <Background gap={20} size={1.2} color="var(--pc-line-strong)" />
      </ReactFlow>
    </section>
  );
}

function DiffCard({ data: { node, difference } }: NodeProps<DiffNode>) {
  const block = useBlock(node.blockId);
  return (
    <div className={clsx("flex w-66 items-center gap-2.5 rounded-xl border-2 p-2.5", LOOKS[difference])}>
      <Handle type="target" position={Position.Left} className="invisible" />
      <Tile block={block} />
      <div className="min-w-0">
        <p className={clsx("truncate text-sm font-medium", isDisabled(node) && "line-through")}>
          {titleOf(node, block)}
          {isDisabled(node) && <span className="sr-only">, {builder.node.disabled}</span>}
        </p>
        {difference !== "same" && <p className="text-xs text-muted">{text[difference]}</p>}
      </div>
      <Handle type="source" position={Position.Right} className="invisible" />
    </div>
  );
}
