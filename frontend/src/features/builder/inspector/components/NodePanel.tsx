import { AccountField } from "@/features/builder/inspector/components/AccountField";
import { NodeHeader } from "@/features/builder/inspector/components/NodeHeader";
import { NodeSettings } from "@/features/builder/inspector/components/NodeSettings";
import { ParameterForm } from "@/features/builder/inspector/components/ParameterForm";
import { formPins } from "@/features/builder/inspector/lib/form";
import { FiringView } from "@/features/builder/run/components/FiringView";
import { useDocument, useNode } from "@/features/builder/store/document";
import { useNodeRun } from "@/features/builder/store/run";
import type { Blocks } from "@/features/builder/types";
import { inspector } from "@/text/en/inspector";
import { fill } from "@/text/fill";
import { Notice } from "@/ui/Page";
import { Tabs } from "@/ui/Tabs";

export type Tab = "input" | "parameters" | "output" | "settings";

interface NodePanelProps {
  nodeId: string;
  blocks: Blocks;
  isReadOnly: boolean;
  /** Stays the same from step to step. */
  tab: Tab;
  onTab: (tab: Tab) => void;
}

export function NodePanel({ nodeId, blocks, isReadOnly, tab, onTab }: NodePanelProps) {
  const node = useNode(nodeId);
  const links = useDocument((document) => document.links);
  const nodeRun = useNodeRun(nodeId);
  if (node === undefined) return null;
  const block = blocks.get(node.blockId);
  if (block === undefined) {
    return (
      <div className="p-4">
        <Notice tone="danger">{fill(inspector.unknownBlock, { name: node.blockId })}</Notice>
      </div>
    );
  }
  const goTo = (pin: string) => {
    onTab("parameters");
    // The field is there after the next frame.
    requestAnimationFrame(() => focusField(pin));
  };
  const pins = formPins(node, block, links);
  const tabs = [
    {
      value: "parameters" as const,
      label: inspector.tabs.parameters,
      content: (
        <div className="flex flex-col gap-4">
          <AccountField node={node} block={block} isReadOnly={isReadOnly} />
          <ParameterForm node={node} pins={pins} blocks={blocks} isReadOnly={isReadOnly} />
        </div>
      ),
    },
    {
      value: "input" as const,
      label: inspector.tabs.input,
      content: <FiringView node={node} block={block} side="input" isReadOnly={isReadOnly} onGoTo={goTo} />,
    },
    {
      value: "output" as const,
      label: (
        <span className="inline-flex items-center gap-1.5">
          {inspector.tabs.output}
          {nodeRun !== undefined && (
            <span className="rounded-full bg-subtle px-1.5 text-xs text-muted">{nodeRun.firings}</span>
          )}
        </span>
      ),
      content: <FiringView node={node} block={block} side="output" isReadOnly={isReadOnly} onGoTo={goTo} />,
    },
    ...(block.kind === "note"
      ? []
      : [
          {
            value: "settings" as const,
            label: inspector.tabs.settings,
            content: <NodeSettings node={node} pins={pins} isReadOnly={isReadOnly} />,
          },
        ]),
  ];
  return (
    <>
      <NodeHeader node={node} block={block} isReadOnly={isReadOnly} />
      <Tabs
        label={inspector.tabsLabel}
        tabs={tabs}
        value={tabs.some((one) => one.value === tab) ? tab : "parameters"}
        onChange={onTab}
        className="min-h-0 flex-1 overflow-y-auto px-4 pb-6 [&>[role=tablist]]:sticky [&>[role=tablist]]:top-0 [&>[role=tablist]]:z-10 [&>[role=tablist]]:bg-surface"
      />
    </>
  );
}

function focusField(pin: string): void {
  const field = document.querySelector(`[data-pin="${CSS.escape(pin)}"]`);
  field?.querySelector<HTMLElement>("input, textarea, button, [role=combobox]")?.focus();
  field?.scrollIntoView({ block: "center" });
}
