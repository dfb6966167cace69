import {
  Background,
  BackgroundVariant,
  type EdgeTypes,
  MiniMap,
  type NodeTypes,
  ReactFlow,
} from "@xyflow/react";
import { useTheme } from "@/app/store/theme";
import { BlockCard } from "@/features/builder/canvas/BlockCard";
import { NoteCard } from "@/features/builder/canvas/NoteCard";
import { useFlowLinks, useFlowNodes } from "@/features/builder/canvas/useFlow";
import { StillWire } from "@/features/builder/replay/components/StillWire";
import { GRID } from "@/features/builder/lib/place";
import { replay } from "@/text/en/replay";

const NODE_TYPES: NodeTypes = { block: BlockCard, note: NoteCard };
const EDGE_TYPES: EdgeTypes = { wire: StillWire };
const FIT = { padding: 0.2, maxZoom: 1 };
const MANY = 100;

/** The canvas to look at: nodes can be chosen, and nothing else. */
export function ReplayCanvas() {
  const { nodes, onNodesChange } = useFlowNodes();
  const { edges, onEdgesChange } = useFlowLinks();
  const { isDark } = useTheme();
  return (
    <div role="region" aria-label={replay.label} className="pc-canvas relative min-h-0 flex-1">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        colorMode={isDark ? "dark" : "light"}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesReconnectable={false}
        deleteKeyCode={null}
        onlyRenderVisibleElements={nodes.length > MANY}
        panOnScroll
        zoomOnDoubleClick={false}
        minZoom={0.08}
        maxZoom={2}
        fitView
        fitViewOptions={FIT}
      >
        <Background variant={BackgroundVariant.Dots} gap={GRID} size={1.2} color="var(--pc-line-strong)" />
        <MiniMap pannable zoomable className="max-md:hidden" nodeColor="var(--pc-line-strong)" />
      </ReactFlow>
    </div>
  );
}
