import clsx from "clsx";
import { CircleAlert, CircleSlash2, ExternalLink, StretchHorizontal, Unplug } from "lucide-react";
import { type NodeProps, useUpdateNodeInternals } from "@xyflow/react";
import { memo, useEffect, useRef } from "react";
import { Link } from "react-router";
import type { BlockRead } from "@/api/schema";
import { NodeTitle } from "@/features/builder/canvas/NodeTitle";
import { PinRow } from "@/features/builder/canvas/PinRow";
import { RunFoot, RunRing } from "@/features/builder/canvas/RunMarks";
import { Tile } from "@/features/builder/canvas/Tile";
import type { FlowNode } from "@/features/builder/canvas/types";
import { isDisabled } from "@/features/builder/lib/disabled";
import { textOf } from "@/features/builder/lib/json";
import { linkedPins, shownPins } from "@/features/builder/lib/shownPins";
import { titleOf } from "@/features/builder/lib/place";
import { toggleExpanded, useCanvas } from "@/features/builder/store/canvas";
import { useLacking } from "@/features/builder/store/accounts";
import { useBlock } from "@/features/builder/store/blocks";
import { useDocument } from "@/features/builder/store/document";
import { useNodeProblems } from "@/features/builder/store/problems";
import type { BuilderNode } from "@/features/builder/types";
import { builder } from "@/text/en/builder";
import { integrations } from "@/text/en/integrations";
import { fill } from "@/text/fill";

export const BlockCard = memo(function BlockCard({ data: { node }, selected }: NodeProps<FlowNode>) {
  const block = useBlock(node.blockId);
  const isOff = isDisabled(node);
  return (
    <div
      data-disabled={isOff || undefined}
      className={clsx(
        "relative w-66 rounded-xl border",
        isOff
          ? "border-dashed bg-ground text-muted"
          : "bg-surface text-text shadow-[0_1px_3px_rgb(20_20_40/0.08)]",
        selected ? "border-accent outline-2 outline-accent" : "border-line-strong hover:border-faint",
      )}
    >
      <RunRing nodeId={node.id} />
      <Head node={node} block={block} />
      {block === undefined ? (
        <p className="px-3 pb-2.5 text-xs text-warning-text">{builder.node.unknownBlock}</p>
      ) : (
        <Pins node={node} block={block} isSelected={selected} />
      )}
      <RunFoot nodeId={node.id} />
    </div>
  );
});

function Head({ node, block }: { node: BuilderNode; block: BlockRead | undefined }) {
  const problems = useNodeProblems(node.id);
  const lacking = useLacking(node, block);
  const name = block?.name ?? node.blockId;
  const title = titleOf(node, block);
  const isOff = isDisabled(node);
  const agentId = block?.kind === "agent" ? textOf(node.inputDefault.graph_id) : "";
  return (
    <div className="flex items-center gap-2.5 px-2.5 pt-2.5 pb-2">
      <Tile block={block} {...(isOff && { className: "opacity-50 grayscale" })} />
      <div className="min-w-0 flex-1">
        <NodeTitle nodeId={node.id} title={title} isStruck={isOff} />
        {title !== name && <p className="truncate text-xs text-faint">{name}</p>}
      </div>
      {agentId !== "" && (
        <Link
          to={`/agents/${agentId}/build`}
          target="_blank"
          aria-label={builder.node.openAgent}
          title={builder.node.openAgent}
          className="nodrag rounded p-1 text-faint hover:bg-subtle hover:text-text"
        >
          <ExternalLink aria-hidden className="size-3.5" />
        </Link>
      )}
      {isOff && (
        <span role="img" aria-label={builder.node.disabled} title={builder.node.disabledHint}>
          <CircleSlash2 aria-hidden className="size-4" />
        </span>
      )}
      {lacking !== undefined && !isOff && <LackMark services={lacking} />}
      {problems !== undefined && (
        <span
          role="img"
          aria-label={`${builder.node.problems}: ${problemsText(problems)}`}
          title={problemsText(problems)}
          className="text-warning-text"
        >
          <CircleAlert aria-hidden className="size-4" />
        </span>
      )}
    </div>
  );
}

/** It can be saved; where nobody has an account it stops there. */
function LackMark({ services }: { services: readonly string[] }) {
  const text = fill(integrations.node.mark, { providers: shortList(services) });
  return (
    <span role="img" aria-label={text} title={text} className="text-warning-text">
      <Unplug aria-hidden className="size-4" />
    </span>
  );
}

const MOST_NAMED = 3;

function shortList(services: readonly string[]): string {
  const first = services.slice(0, MOST_NAMED).join(integrations.node.separator);
  return services.length > MOST_NAMED ? `${first} …` : first;
}

function Pins({ node, block, isSelected }: { node: BuilderNode; block: BlockRead; isSelected: boolean }) {
  const linked = useDocument((document) => linkedPins(document.links, node.id));
  const isExpanded = useCanvas((state) => state.expanded.has(node.id));
  const problems = useNodeProblems(node.id);
  const shown = shownPins(node, block, linked, isExpanded);
  useHandlesOf(node.id, [...shown.inputs, ...shown.outputs].map((pin) => pin.name).join("\n"));
  return (
    <div className="pb-2">
      {shown.inputs.map((pin) => (
        <PinRow
          key={pin.name}
          pin={pin}
          side="input"
          value={node.inputDefault[pin.name]}
          hasValue={Object.hasOwn(node.inputDefault, pin.name)}
          problem={problems?.[pin.name]}
        />
      ))}
      {(shown.hidden > 0 || isExpanded) && (isSelected || isExpanded) && (
        <button
          type="button"
          aria-expanded={isExpanded}
          onClick={() => toggleExpanded(node.id)}
          className="nodrag ml-2 flex h-5 items-center gap-1 rounded px-1 text-xs text-faint hover:bg-subtle hover:text-text"
        >
          <StretchHorizontal aria-hidden className="size-3" />
          {isExpanded ? builder.node.fewer : fill(builder.node.more, { count: shown.hidden })}
        </button>
      )}
      {shown.inputs.length > 0 && shown.outputs.length > 0 && <hr className="mx-3 my-1 border-line" />}
      {shown.outputs.map((pin) => (
        <PinRow key={pin.name} pin={pin} side="output" problem={problems?.[pin.name]} />
      ))}
    </div>
  );
}

/** Links are drawn to where the dots were measured: other pins have to be measured again. */
function useHandlesOf(nodeId: string, pins: string): void {
  const measure = useUpdateNodeInternals();
  const last = useRef(pins);
  useEffect(() => {
    if (last.current === pins) return;
    last.current = pins;
    measure(nodeId);
  }, [measure, nodeId, pins]);
}

function problemsText(problems: Readonly<Record<string, string>>): string {
  return Object.entries(problems)
    .map(([pin, message]) => `${pin}: ${message}`)
    .join("\n");
}
