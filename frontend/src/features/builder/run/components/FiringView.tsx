import { useEffect, useState } from "react";
import type { BlockRead } from "@/api/schema";
import { FiringHead } from "@/features/builder/run/components/FiringHead";
import { FiringError } from "@/features/builder/run/components/FiringError";
import { NodeReview } from "@/features/builder/run/components/NodeReview";
import { PinValues } from "@/features/builder/run/components/PinValues";
import { openDialog } from "@/features/builder/run/dialogs";
import { refreshRun } from "@/features/builder/run/start";
import { type Firing, useNodeRun, useRun } from "@/features/builder/store/run";
import type { BuilderNode } from "@/features/builder/types";
import { run } from "@/text/en/run";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Page";

interface FiringViewProps {
  node: BuilderNode;
  block: BlockRead;
  side: "input" | "output";
  isReadOnly: boolean;
  /** Shows the field of a parameter. */
  onGoTo: (pin: string) => void;
}

/** What a step was given, or gave, in one of its runs. */
export function FiringView({ node, block, side, isReadOnly, onGoTo }: FiringViewProps) {
  const nodeRun = useNodeRun(node.id);
  const pinned = useRun((state) => state.pinned[node.id]);
  const isStale = useRun((state) => state.stale.has(node.id));
  const [chosen, setChosen] = useState<number | null>(null);
  const list = nodeRun?.list ?? [];
  const place = Math.min(chosen ?? list.length - 1, list.length - 1);
  const firing = list[place];
  useMissing(firing, side);
  return (
    <div className="flex flex-col gap-3">
      {pinned !== undefined && side === "output" && !isReadOnly && (
        <Notice tone="info">
          {run.node.pinned}{" "}
          <button
            type="button"
            className="font-medium underline"
            onClick={() => openDialog({ kind: "pinned", nodeId: node.id })}
          >
            {run.node.editPinned}
          </button>
        </Notice>
      )}
      {isStale && firing !== undefined && <Notice tone="warning">{run.node.stale}</Notice>}
      {firing === undefined ? (
        pinned !== undefined && side === "output" ? (
          <PinValues nodeId={node.id} block={block} pairs={pinned} side={side} isReadOnly={isReadOnly} />
        ) : (
          <NotRun nodeId={node.id} isReadOnly={isReadOnly} side={side} />
        )
      ) : (
        <>
          <FiringHead firing={firing} place={place} count={list.length} onChoose={setChosen} />
          <FiringBody
            node={node}
            block={block}
            firing={firing}
            side={side}
            isReadOnly={isReadOnly}
            onGoTo={onGoTo}
          />
        </>
      )}
    </div>
  );
}

type BodyProps = { firing: Firing } & FiringViewProps;

function FiringBody({ node, block, firing, side, isReadOnly, onGoTo }: BodyProps) {
  if (side === "input") {
    const pairs = Object.entries(firing.input ?? {});
    return <PinValues nodeId={node.id} block={block} pairs={pairs} side="input" isReadOnly={isReadOnly} />;
  }
  if (firing.status === "AWAITING_INPUT") return <NodeReview firing={firing} />;
  const streamed = firing.outputs === null ? Object.entries(firing.streamed) : [];
  return (
    <>
      {firing.error !== null && <FiringError node={node} block={block} firing={firing} onGoTo={onGoTo} />}
      {streamed.length > 0 && <p className="text-xs text-info-text">{run.node.streaming}</p>}
      <PinValues
        nodeId={node.id}
        block={block}
        pairs={firing.outputs ?? streamed}
        side="output"
        isReadOnly={isReadOnly}
        isStreaming={streamed.length > 0}
      />
    </>
  );
}

function NotRun({ nodeId, isReadOnly, side }: { nodeId: string; isReadOnly: boolean; side: string }) {
  return (
    <div className="rounded-lg border border-dashed border-line-strong p-4 text-center">
      <p className="text-sm font-medium">{run.node.nothing}</p>
      {!isReadOnly && (
        <>
          <p className="mt-0.5 text-xs text-muted">{run.node.nothingHint}</p>
          {side === "output" && (
            <Button size="small" className="mt-3" onClick={() => openDialog({ kind: "pinned", nodeId })}>
              {run.node.pinFirst}
            </Button>
          )}
        </>
      )}
    </div>
  );
}

/** Events carry no inputs and no large outputs: they are fetched when they are looked at. */
function useMissing(firing: Firing | undefined, side: "input" | "output"): void {
  const id = firing?.id;
  const isMissing =
    firing !== undefined &&
    (side === "input" ? firing.input === null : firing.outputs === null && firing.endedAt !== null);
  useEffect(() => {
    if (id !== undefined && isMissing) void refreshRun();
  }, [id, isMissing]);
}
