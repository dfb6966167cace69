import { ChevronDown, ChevronUp } from "lucide-react";
import { useState } from "react";
import { ResultTab } from "@/features/builder/run/components/ResultTab";
import { StepsTab } from "@/features/builder/run/components/StepsTab";
import { ValuesTab } from "@/features/builder/run/components/ValuesTab";
import { setPanelOpen, usePanelIsOpen } from "@/features/builder/run/dialogs";
import { useBlocks } from "@/features/builder/store/blocks";
import { run } from "@/text/en/run";
import { IconButton } from "@/ui/Button";
import { Tabs } from "@/ui/Tabs";

type Tab = "steps" | "values" | "result";

const words = run.panel;

/** Below the canvas: how each step went, every value, and what the agent gave. */
export function RunPanel() {
  const blocks = useBlocks();
  const isOpen = usePanelIsOpen();
  const [tab, setTab] = useState<Tab>("steps");
  const Icon = isOpen ? ChevronDown : ChevronUp;
  return (
    <section aria-label={words.label} className="relative shrink-0 border-t border-line bg-surface">
      <IconButton
        className="absolute top-0.5 right-2 z-10"
        size="small"
        label={isOpen ? words.close : words.open}
        aria-expanded={isOpen}
        icon={<Icon aria-hidden className="size-4" />}
        onClick={() => setPanelOpen(!isOpen)}
      />
      {isOpen ? (
        <Tabs
          label={words.label}
          value={tab}
          onChange={setTab}
          tabs={[
            { value: "steps", label: words.tabs.steps, content: <StepsTab blocks={blocks} /> },
            { value: "values", label: words.tabs.values, content: <ValuesTab blocks={blocks} /> },
            { value: "result", label: words.tabs.result, content: <ResultTab /> },
          ]}
          className="h-64 max-h-[40dvh] px-4 [&>[role=tablist]]:pr-10 [&>[role=tabpanel]]:overflow-y-auto [&>[role=tabpanel]]:pt-2 [&>[role=tabpanel]]:pb-3"
        />
      ) : (
        <button
          type="button"
          onClick={() => setPanelOpen(true)}
          className="w-full px-4 py-1.5 text-left text-sm font-medium text-muted hover:text-text"
        >
          {words.label}
        </button>
      )}
    </section>
  );
}
