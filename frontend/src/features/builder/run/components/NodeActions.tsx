import {
  ArrowRightToLine,
  CircleCheck,
  CircleSlash2,
  ListChecks,
  Pin,
  PinOff,
  Play,
  StepForward,
} from "lucide-react";
import type { BlockRead } from "@/api/schema";
import { useShortcut } from "@/app/store/shortcuts";
import { toggleDisabled } from "@/features/builder/canvas/actions";
import { isDisabled } from "@/features/builder/lib/disabled";
import { runUpTo } from "@/features/builder/run/begin";
import { openDialog } from "@/features/builder/run/dialogs";
import { givesItems, itemsBefore } from "@/features/builder/run/items";
import { hasEnded } from "@/features/builder/run/lib/reduce";
import { togglePinned } from "@/features/builder/run/pinning";
import { retryRun } from "@/features/builder/run/start";
import { useRun } from "@/features/builder/store/run";
import type { BuilderNode } from "@/features/builder/types";
import { builder } from "@/text/en/builder";
import { run } from "@/text/en/run";
import { Button } from "@/ui/Button";

const words = run.node;
const ICON = "size-3.5";

/** What can be run of one step, and pinning what it gave. */
export function NodeActions({ node, block }: { node: BuilderNode; block: BlockRead }) {
  const isPinned = useRun((state) => state.pinned[node.id] !== undefined);
  const isRunning = useRun((state) => state.status !== null && !hasEnded(state.status));
  const canRetry = useRun(
    (state) =>
      hasEnded(state.status) && state.execution?.only_node === "" && state.nodes[node.id] !== undefined,
  );
  const itemsFrom = isRunning ? null : givesItems(node.id) ? node.id : itemsBefore(node.id);
  const isInput = block.kind === "input";
  const isOff = isDisabled(node);
  const runOne = () => openDialog({ kind: "one", nodeId: node.id });
  useShortcut("builder.runOne", runOne, { isEnabled: !isRunning && !isInput });
  const upTo = () => void runUpTo(node.id);
  useShortcut("builder.runUpTo", upTo, { isEnabled: !isRunning && !isInput && !isOff });
  useShortcut("builder.pin", () => togglePinned(node.id));
  return (
    <div className="mt-3 flex flex-wrap gap-1.5">
      {!isInput && (
        <Button
          size="small"
          icon={<Play aria-hidden className={ICON} />}
          disabled={isRunning}
          onClick={runOne}
        >
          {words.runOne}
        </Button>
      )}
      {!isInput && !isOff && (
        <Button
          size="small"
          icon={<ArrowRightToLine aria-hidden className={ICON} />}
          disabled={isRunning}
          title={words.runUpToHint}
          onClick={upTo}
        >
          {words.runUpTo}
        </Button>
      )}
      {itemsFrom !== null && !isOff && (
        <Button
          size="small"
          icon={<ListChecks aria-hidden className={ICON} />}
          disabled={isRunning}
          onClick={() =>
            openDialog({
              kind: "item",
              nodeId: itemsFrom,
              ...(itemsFrom !== node.id && { until: node.id }),
            })
          }
        >
          {words.oneItem}
        </Button>
      )}
      {canRetry && !isOff && (
        <Button
          size="small"
          icon={<StepForward aria-hidden className={ICON} />}
          onClick={() => void retryRun(node.id)}
        >
          {words.runFrom}
        </Button>
      )}
      <Button
        size="small"
        aria-pressed={isPinned}
        icon={isPinned ? <PinOff aria-hidden className={ICON} /> : <Pin aria-hidden className={ICON} />}
        onClick={() => togglePinned(node.id)}
      >
        {isPinned ? words.unpin : words.pin}
      </Button>
      <Button
        size="small"
        icon={
          isOff ? <CircleCheck aria-hidden className={ICON} /> : <CircleSlash2 aria-hidden className={ICON} />
        }
        onClick={() => toggleDisabled(new Set([node.id]))}
      >
        {isOff ? builder.actions.enable : builder.actions.disable}
      </Button>
    </div>
  );
}
