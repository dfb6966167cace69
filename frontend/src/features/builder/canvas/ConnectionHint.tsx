import { useConnection } from "@xyflow/react";
import { verdictText } from "@/features/builder/canvas/pinText";
import { canConnect } from "@/features/builder/lib/canConnect";
import { joined } from "@/features/builder/lib/fitting";
import { blocksNow } from "@/features/builder/store/blocks";
import { documentStore } from "@/features/builder/store/document";

/** What becomes of the values, while a link is drawn over a pin. */
export function ConnectionHint() {
  const text = useConnection(({ fromHandle, toHandle }) => {
    if (!fromHandle || !toHandle) return "";
    const side = fromHandle.type === "source" ? "source" : "sink";
    const end = { nodeId: fromHandle.nodeId, pin: fromHandle.id ?? "", side } as const;
    const ends = joined(end, { nodeId: toHandle.nodeId, pin: toHandle.id ?? "" });
    return verdictText(canConnect(documentStore.getState().history.present, blocksNow(), ends));
  });
  if (text === "") return null;
  return (
    <p className="pointer-events-none absolute bottom-4 left-1/2 z-10 -translate-x-1/2 rounded-full bg-text px-3 py-1 text-xs text-ground shadow-float">
      {text}
    </p>
  );
}
