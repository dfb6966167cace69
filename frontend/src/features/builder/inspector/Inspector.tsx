import { AgentPanel } from "@/features/builder/inspector/components/AgentPanel";
import { NodePanel } from "@/features/builder/inspector/components/NodePanel";
import { useBlocks } from "@/features/builder/store/blocks";
import { useBuilder } from "@/features/builder/store/document";
import { inspector } from "@/text/en/inspector";
import { fill } from "@/text/fill";

/** The side panel: the one selected step, or the agent where none is selected. */
export function Inspector({ isReadOnly = false }: { isReadOnly?: boolean }) {
  const blocks = useBlocks();
  const selected = useBuilder((state) => state.selected);
  const [only] = selected;
  return (
    <aside
      aria-label={inspector.label}
      className="flex h-full min-h-0 w-full flex-col overflow-hidden border-l border-line bg-surface"
    >
      {selected.size === 0 && <AgentPanel blocks={blocks} isReadOnly={isReadOnly} />}
      {selected.size === 1 && only !== undefined && (
        <NodePanel key={only} nodeId={only} blocks={blocks} isReadOnly={isReadOnly} />
      )}
      {selected.size > 1 && (
        <div className="p-4">
          <p className="text-sm font-medium">{fill(inspector.several, { count: selected.size })}</p>
          <p className="mt-1 text-sm text-muted">{inspector.severalHint}</p>
        </div>
      )}
    </aside>
  );
}
