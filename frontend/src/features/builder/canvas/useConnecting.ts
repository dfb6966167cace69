// Links that are drawn with the pointer: from pin to pin, onto a card, into the void.
import {
  type Connection,
  type FinalConnectionState,
  type IsValidConnection,
  useReactFlow,
} from "@xyflow/react";
import { useCallback } from "react";
import { verdictText } from "@/features/builder/canvas/pinText";
import type { FlowLink } from "@/features/builder/canvas/types";
import { canConnect, type Ends } from "@/features/builder/lib/canConnect";
import { linking, relinking, removing } from "@/features/builder/lib/edit";
import { bestPin, joined, type OpenEnd } from "@/features/builder/lib/fitting";
import { findPin, inputPins } from "@/features/builder/lib/pins";
import { kindOf } from "@/features/builder/lib/fit";
import { blocksNow } from "@/features/builder/store/blocks";
import { setCanvas } from "@/features/builder/store/canvas";
import { apply, documentStore } from "@/features/builder/store/document";
import { toast } from "@/ui/toast";

/** Link two pins, or ask as which part where the input is made of parts. Says so if it cannot be.
 * mergeKey: as in `apply`. */
export function connect(ends: Ends, mergeKey: string | null = null): boolean {
  const graph = documentStore.getState().history.present;
  const blocks = blocksNow();
  const verdict = canConnect(graph, blocks, ends);
  if (!verdict.isAllowed) {
    toast.error(verdictText(verdict));
    return false;
  }
  if (verdict.code === "unlikely" && isMadeOfParts(ends)) setCanvas({ part: ends });
  else apply(linking(ends, blocks), mergeKey);
  return true;
}

function isMadeOfParts({ sinkId, sinkName }: Ends): boolean {
  const node = documentStore.getState().history.present.nodes.find((one) => one.id === sinkId);
  const block = node && blocksNow().get(node.blockId);
  const pin = node && block && findPin(inputPins(node, block), sinkName);
  const kind = pin && kindOf(pin.schema);
  return kind === "object" || kind === "list";
}

export function endsOf(connection: Connection | FlowLink): Ends {
  const { source, target, sourceHandle, targetHandle } = connection;
  return { sourceId: source, sourceName: sourceHandle ?? "", sinkId: target, sinkName: targetHandle ?? "" };
}

export function useConnecting() {
  const flow = useReactFlow();

  const onConnect = useCallback((connection: Connection) => void connect(endsOf(connection)), []);

  const isValidConnection: IsValidConnection<FlowLink> = useCallback((connection) => {
    const ends = endsOf(connection);
    return canConnect(documentStore.getState().history.present, blocksNow(), ends).isAllowed;
  }, []);

  const onReconnect = useCallback((old: FlowLink, connection: Connection) => {
    apply(relinking(old.id, endsOf(connection), blocksNow()));
  }, []);

  const onReconnectEnd = useCallback(
    (_event: MouseEvent | TouchEvent, link: FlowLink, _side: unknown, state: FinalConnectionState) => {
      if (state.isValid !== true && state.toHandle === null) apply(removing([], [link.id]));
    },
    [],
  );

  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const { fromHandle, fromNode, toHandle } = state;
      if (fromHandle === null || toHandle !== null) return;
      const side = fromHandle.type === "source" ? "source" : "sink";
      const end: OpenEnd = { nodeId: fromNode.id, pin: fromHandle.id ?? "", side };
      const point = "changedTouches" in event ? event.changedTouches[0] : event;
      if (point === undefined) return;
      const screen = { x: point.clientX, y: point.clientY };
      const card = document.elementFromPoint(screen.x, screen.y)?.closest<HTMLElement>(".react-flow__node");
      if (card?.dataset.id !== undefined) {
        connectToBest(end, card.dataset.id);
        return;
      }
      setCanvas({ quick: { kind: "end", end, screen, at: flow.screenToFlowPosition(screen) } });
    },
    [flow],
  );

  return { onConnect, isValidConnection, onReconnect, onReconnectEnd, onConnectEnd };
}

/** A link that is dropped on a card goes to the pin that suits best. */
function connectToBest(end: OpenEnd, nodeId: string): void {
  if (nodeId === end.nodeId) return;
  const { nodes } = documentStore.getState().history.present;
  const blocks = blocksNow();
  const [here, there] = [nodes.find((one) => one.id === end.nodeId), nodes.find((one) => one.id === nodeId)];
  const block = there && blocks.get(there.blockId);
  const best = here && there && block && bestPin(here, end, there, block, blocks);
  if (best) connect(joined(end, { nodeId, pin: best.pin }));
  else setCanvas({ connecting: { nodeId: end.nodeId, end } });
}
