import { X } from "lucide-react";
import { useState } from "react";
import { AgentPanel } from "@/features/builder/inspector/components/AgentPanel";
import { NodePanel, type Tab } from "@/features/builder/inspector/components/NodePanel";
import { toggleDisabled } from "@/features/builder/canvas/actions";
import { areDisabled } from "@/features/builder/lib/disabled";
import { useBlocks } from "@/features/builder/store/blocks";
import { select, useBuilder, useDocument } from "@/features/builder/store/document";
import { inspector } from "@/text/en/inspector";
import { fill } from "@/text/fill";
import { Button, IconButton } from "@/ui/Button";

interface InspectorProps {
  isReadOnly?: boolean;
  /** For the canvas, before the agent's own fields are drawn. */
  isWaiting?: boolean;
}

/** The side panel: the one selected step, or the agent where none is selected. */
export function Inspector({ isReadOnly = false, isWaiting = false }: InspectorProps) {
  const blocks = useBlocks();
  const selected = useBuilder((state) => state.selected);
  const [tab, setTab] = useState<Tab>("parameters");
  const [only] = selected;
  return (
    <aside
      aria-label={inspector.label}
      data-selected={selected.size === 0 ? "none" : "some"}
      className="relative flex h-full min-h-0 w-full flex-col overflow-hidden border-l border-line bg-surface"
    >
      <IconButton
        className="absolute top-3 right-2 z-20 lg:hidden"
        label={inspector.close}
        icon={<X aria-hidden className="size-4" />}
        onClick={() => select([])}
      />
      {selected.size === 0 && !isWaiting && <AgentPanel blocks={blocks} isReadOnly={isReadOnly} />}
      {selected.size === 1 && only !== undefined && (
        <NodePanel
          key={only}
          nodeId={only}
          blocks={blocks}
          isReadOnly={isReadOnly}
          tab={tab}
          onTab={setTab}
        />
      )}
      {selected.size > 1 && (
        <div className="p-4">
          <p className="text-sm font-medium">{fill(inspector.several, { count: selected.size })}</p>
          <p className="mt-1 text-sm text-muted">{inspector.severalHint}</p>
          {!isReadOnly && <ToggleSeveral selected={selected} />}
        </div>
      )}
    </aside>
  );
}

function ToggleSeveral({ selected }: { selected: ReadonlySet<string> }) {
  const isOff = useDocument((document) => areDisabled(document, selected));
  return (
    <Button size="small" className="mt-3" onClick={() => toggleDisabled()}>
      {isOff ? inspector.severalEnable : inspector.severalDisable}
    </Button>
  );
}
