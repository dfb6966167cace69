import { ChevronDown, CircleStop, Play } from "lucide-react";
import { RunDialogs } from "@/features/builder/run/components/RunDialogs";
import { RunState } from "@/features/builder/run/components/RunState";
import { begin } from "@/features/builder/run/begin";
import { hasEnded } from "@/features/builder/run/lib/reduce";
import { remember } from "@/features/builder/run/memory";
import { retryRun, stopRun } from "@/features/builder/run/start";
import { useRunWatch } from "@/features/builder/run/useRunWatch";
import { useBlocks } from "@/features/builder/store/blocks";
import { documentStore } from "@/features/builder/store/document";
import { clearRun, runStore, useRun } from "@/features/builder/store/run";
import { shownKeys, useShortcut } from "@/app/store/shortcuts";
import { run } from "@/text/en/run";
import { Button, IconButton } from "@/ui/Button";
import { DropdownMenu, type MenuEntry } from "@/ui/menus";

/** Run, stop, and how the run is doing. It also keeps the run up to date, so it is there for as long as the builder. */
export function RunBar() {
  const blocks = useBlocks();
  useRunWatch();
  const status = useRun((state) => state.status);
  const isRunning = status !== null && !hasEnded(status);
  useShortcut("builder.run", () => begin(), { isEnabled: !isRunning });
  useShortcut("builder.stop", () => void stopRun(), { isEnabled: isRunning });
  return (
    <div className="flex items-center gap-2" role="group" aria-label={run.group} data-tour="run">
      <RunState />
      {isRunning ? (
        <Button icon={<CircleStop aria-hidden className="size-4" />} onClick={() => void stopRun()}>
          {run.stop}
        </Button>
      ) : (
        <div className="flex">
          <Button
            kind="primary"
            className="rounded-r-none"
            icon={<Play aria-hidden className="size-4" />}
            onClick={() => begin()}
          >
            <span className="max-sm:sr-only">{run.run}</span>
          </Button>
          <DropdownMenu entries={entries()}>
            <IconButton
              kind="primary"
              className="rounded-l-none border-l border-white/30"
              label={run.more}
              icon={<ChevronDown aria-hidden className="size-4" />}
            />
          </DropdownMenu>
        </div>
      )}
      <RunDialogs blocks={blocks} />
    </div>
  );
}

function entries(): MenuEntry[] {
  const { status, executionId } = runStore.getState();
  return [
    { label: run.run, ...shownKeys("builder.run"), onSelect: () => begin() },
    { label: run.withInputs, onSelect: () => begin({}, true) },
    { label: run.dryRun, onSelect: () => begin({ isDryRun: true }) },
    { label: run.safeMode, onSelect: () => begin({ isSafe: true }) },
    { kind: "rule" },
    {
      label: run.again,
      isDisabled: status !== "FAILED" && status !== "TERMINATED",
      onSelect: () => void retryRun(null),
    },
    { label: run.clear, isDisabled: executionId === null, onSelect: clear },
  ];
}

function clear(): void {
  const { graphId } = documentStore.getState();
  if (graphId !== null) remember.forgetRun(graphId);
  clearRun();
}
