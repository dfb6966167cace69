import { useNodesInitialized, useReactFlow } from "@xyflow/react";
import { useEffect } from "react";
import { useSearchParams } from "react-router";
import { documentStore, select } from "@/features/builder/store/document";

const NEAR = { padding: 0.4, maxZoom: 1 };

/** The node that `?node=` names, as the page of a failed run does, is selected and in view once the canvas is drawn. */
export function useNodeInAddress(): void {
  const [search] = useSearchParams();
  const nodeId = search.get("node");
  const isDrawn = useNodesInitialized();
  const flow = useReactFlow();
  useEffect(() => {
    const { nodes } = documentStore.getState().history.present;
    if (!isDrawn || nodeId === null || !nodes.some((node) => node.id === nodeId)) return;
    select([nodeId]);
    void flow.fitView({ ...NEAR, nodes: [{ id: nodeId }] });
  }, [isDrawn, nodeId, flow]);
}
