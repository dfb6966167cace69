import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { BlockRead } from "@/api/schema";
import { place, present } from "@/features/builder/canvas/actions";
import { connect } from "@/features/builder/canvas/useConnecting";
import { focusNode } from "@/features/builder/canvas/focus";
import { kindText } from "@/features/builder/canvas/pinText";
import { agentsQuery } from "@/features/builder/hooks/queries";
import { adding, inserting } from "@/features/builder/lib/edit";
import { bestPin, followers, joined } from "@/features/builder/lib/fitting";
import { findPin, inputPins, outputPins } from "@/features/builder/lib/pins";
import { CARD, titleOf } from "@/features/builder/lib/place";
import { replacing } from "@/features/builder/lib/replaceBlock";
import { searchBlocks } from "@/features/builder/lib/searchBlocks";
import { AgentLine, BlockLine } from "@/features/builder/palette/BlockLine";
import { newNode, placeAgent } from "@/features/builder/palette/place";
import { blocksNow, useBlockList, useBlocks } from "@/features/builder/store/blocks";
import { type QuickAdd, setCanvas, useCanvas } from "@/features/builder/store/canvas";
import { apply, select } from "@/features/builder/store/document";
import { builder } from "@/text/en/builder";
import { fill } from "@/text/fill";

const SIZE = { width: 300, height: 380 };
const text = builder.palette;

/** A small palette where it is needed: what fits a pin, what goes between two nodes, what takes a node's place. */
export function QuickPalette() {
  const quick = useCanvas((state) => state.quick);
  return quick === null ? null : <Open key={`${quick.screen.x} ${quick.screen.y}`} quick={quick} />;
}

function Open({ quick }: { quick: QuickAdd }) {
  const [typed, setTyped] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const list = useOffers(quick);
  const agents = useQuery(agentsQuery(typed.trim()));
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    const close = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) setCanvas({ quick: null });
    };
    window.addEventListener("pointerdown", close, true);
    return () => window.removeEventListener("pointerdown", close, true);
  }, []);
  const close = () => {
    setCanvas({ quick: null });
    if (quick.kind === "end") focusNode(quick.end.nodeId);
    if (quick.kind === "replace") focusNode(quick.nodeId);
  };
  const left = Math.max(8, Math.min(quick.screen.x, window.innerWidth - SIZE.width - 8));
  const top = Math.max(8, Math.min(quick.screen.y, window.innerHeight - SIZE.height - 8));
  const found = searchBlocks(list, typed.trim()).slice(0, 60);
  const heading = headingOf(quick);
  return (
    <div
      ref={box}
      role="dialog"
      aria-label={heading}
      className="fixed z-40 flex flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-float"
      style={{ left, top, width: SIZE.width, maxHeight: SIZE.height }}
    >
      <p className="truncate px-3 pt-2 text-xs font-medium text-faint">{heading}</p>
      <Command
        shouldFilter={false}
        label={heading}
        loop
        className="flex min-h-0 flex-1 flex-col"
        onKeyDown={(event) => {
          if (event.key !== "Escape" && event.key !== "Tab") return;
          event.preventDefault();
          close();
        }}
      >
        <div className="flex items-center gap-2 border-b border-line px-3">
          <Search aria-hidden className="size-4 text-faint" />
          <Command.Input
            ref={field}
            value={typed}
            onValueChange={setTyped}
            placeholder={text.search}
            className="h-9 min-w-0 flex-1 bg-transparent text-sm outline-none placeholder:text-faint"
          />
        </div>
        <Command.List className="min-h-0 flex-1 overflow-y-auto p-1.5">
          <Command.Empty className="py-6 text-center text-sm text-faint">{text.empty}</Command.Empty>
          {found.map((block) => (
            <BlockLine
              key={block.slug}
              value={block.slug}
              block={block}
              onChoose={() => {
                setCanvas({ quick: null });
                choose(quick, block);
              }}
            />
          ))}
          {quick.kind === "free" &&
            (agents.data ?? []).slice(0, 10).map((agent) => (
              <AgentLine
                key={agent.id}
                agent={agent}
                onChoose={() => {
                  setCanvas({ quick: null });
                  void placeAgent(agent.id, quick.at);
                }}
              />
            ))}
        </Command.List>
      </Command>
    </div>
  );
}

/** The blocks that would work, the best first. */
function useOffers(quick: QuickAdd): readonly BlockRead[] {
  const all = useBlockList();
  const blocks = useBlocks();
  if (quick.kind === "end") return followers(present(), blocks, all, quick.end).map(({ block }) => block);
  if (quick.kind === "link") {
    const { sourceId, sourceName, sinkId, sinkName } = quick.link;
    const takers = followers(present(), blocks, all, { nodeId: sourceId, pin: sourceName, side: "source" });
    const givers = new Set(
      followers(present(), blocks, all, { nodeId: sinkId, pin: sinkName, side: "sink" }).map(
        ({ block }) => block,
      ),
    );
    return takers.map(({ block }) => block).filter((block) => givers.has(block));
  }
  return all;
}

function choose(quick: QuickAdd, block: BlockRead): void {
  const { nodes } = present();
  const blocks = blocksNow();
  if (quick.kind === "replace") {
    apply(replacing(quick.nodeId, block, blocks));
    focusNode(quick.nodeId);
    return;
  }
  if (quick.kind === "link") {
    insert(quick.link, newNode(block, { x: quick.at.x - CARD.width / 2, y: quick.at.y - 40 }, nodes), block);
    return;
  }
  const shift = quick.kind === "end" && quick.end.side === "sink" ? CARD.width : 0;
  const node = newNode(block, { x: quick.at.x - shift, y: quick.at.y - 40 }, nodes);
  if (quick.kind === "free") {
    place({ nodes: [node], links: [] });
    return;
  }
  const here = nodes.find((one) => one.id === quick.end.nodeId);
  const best = here && bestPin(here, quick.end, node, block, blocks);
  apply(adding({ nodes: [node], links: [] }), `place ${node.id}`);
  if (best) connect(joined(quick.end, { nodeId: node.id, pin: best.pin }), `place ${node.id}`);
  select([node.id]);
  focusNode(node.id);
}

function insert(
  link: Extract<QuickAdd, { kind: "link" }>["link"],
  node: ReturnType<typeof newNode>,
  block: BlockRead,
): void {
  const { nodes } = present();
  const blocks = blocksNow();
  const source = nodes.find((one) => one.id === link.sourceId);
  const sink = nodes.find((one) => one.id === link.sinkId);
  const [before, after] = [
    { nodeId: link.sourceId, pin: link.sourceName, side: "source" } as const,
    { nodeId: link.sinkId, pin: link.sinkName, side: "sink" } as const,
  ];
  const input = source && bestPin(source, before, node, block, blocks);
  const output = sink && bestPin(sink, after, node, block, blocks);
  if (!input || !output) return;
  apply(inserting(link, node, { input: input.pin, output: output.pin }, blocks));
  select([node.id]);
  focusNode(node.id);
}

function headingOf(quick: QuickAdd): string {
  const { nodes } = present();
  if (quick.kind === "free") return text.free;
  if (quick.kind === "link") return text.between;
  const node = nodes.find((one) => one.id === (quick.kind === "end" ? quick.end.nodeId : quick.nodeId));
  const block = node && blocksNow().get(node.blockId);
  if (node === undefined || block === undefined) return text.free;
  if (quick.kind === "replace") return fill(text.replace, { node: titleOf(node, block) });
  const pins = quick.end.side === "source" ? outputPins(node, block) : inputPins(node, block);
  const pin = findPin(pins, quick.end.pin);
  return fill(text.fitting, { pin: pin ? `${pin.title} (${kindText(pin.schema)})` : quick.end.pin });
}
