import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { Command } from "cmdk";
import { ChevronDown, ChevronRight, Search } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { BlockRead } from "@/api/schema";
import { present } from "@/features/builder/canvas/actions";
import { focusNode } from "@/features/builder/canvas/focus";
import { misfitText } from "@/features/builder/canvas/pinText";
import { Tile } from "@/features/builder/canvas/Tile";
import { agentsQuery } from "@/features/builder/hooks/queries";
import type { Misfit } from "@/features/builder/lib/fitting";
import { type Offers, quickOffers } from "@/features/builder/lib/quickOffers";
import { searchBlocks } from "@/features/builder/lib/searchBlocks";
import { AgentLine, BlockLine } from "@/features/builder/palette/BlockLine";
import { choose, headingOf } from "@/features/builder/palette/choosing";
import { placeAgent } from "@/features/builder/palette/place";
import { useBlockList, useBlocks } from "@/features/builder/store/blocks";
import { type QuickAdd, setCanvas, useCanvas } from "@/features/builder/store/canvas";
import { builder } from "@/text/en/builder";
import { plural } from "@/text/fill";
import { ITEM } from "@/ui/menuClasses";
import { searchedList } from "@/ui/searchedList";

const SIZE = { width: 300, height: 380 };
const MOST = 60;
const text = builder.palette;

/** A small palette where it is needed: what fits a pin, what goes between two nodes, what takes a node's place. */
export function QuickPalette() {
  const quick = useCanvas((state) => state.quick);
  return quick === null ? null : <Open key={`${quick.screen.x} ${quick.screen.y}`} quick={quick} />;
}

function Open({ quick }: { quick: QuickAdd }) {
  const [typed, setTyped] = useState("");
  const [marked, setMarked] = useState<string | null>(null); // what people or the list moved the mark to
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const { fitting, others } = useOffers(quick);
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
  // One search of all: what is meant may be among those that do not fit, and then is not to be replaced by a guess.
  const whys = new Map(others.map((other) => [other.block, other.why]));
  const all = searchBlocks([...fitting, ...whys.keys()], typed);
  const found = all.filter((block) => !whys.has(block)).slice(0, MOST);
  const heading = headingOf(quick);
  const search = (words: string) => {
    setTyped(words);
    setMarked(null); // so the first line is marked with what is found, not a moment later: Enter may come at once
  };
  return (
    <div
      ref={box}
      role="dialog"
      aria-label={heading}
      className="fixed z-40 flex flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-float"
      style={{ left, top, width: SIZE.width, maxHeight: SIZE.height }}
    >
      <p className="shrink-0 truncate px-3 pt-2 text-xs font-medium text-faint">{heading}</p>
      <Command
        ref={searchedList}
        shouldFilter={false}
        value={marked ?? found[0]?.slug ?? ""}
        onValueChange={setMarked}
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
            onValueChange={search}
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
          <Others found={all.filter((block) => whys.has(block))} whys={whys} isAlone={found.length === 0} />
        </Command.List>
      </Command>
    </div>
  );
}

interface OthersProps {
  found: readonly BlockRead[];
  whys: ReadonlyMap<BlockRead, Misfit>;
  /** Nothing that fits was found. */
  isAlone: boolean;
}

/** What is there and does not fit, folded away, each with why. */
function Others({ found, whys, isAlone }: OthersProps) {
  const [isUnfolded, setIsUnfolded] = useState(false);
  if (found.length === 0) return null;
  const isOpen = isUnfolded || isAlone;
  const Icon = isOpen ? ChevronDown : ChevronRight;
  return (
    <>
      <Command.Item
        value="others"
        onSelect={() => setIsUnfolded(!isOpen)}
        className={clsx(ITEM, "mt-1 text-xs text-muted opacity-100! data-[selected=true]:bg-subtle")}
      >
        <Icon aria-hidden className="size-3.5" />
        {plural(found.length, text.others.one, text.others.many)}
      </Command.Item>
      {isOpen &&
        found.slice(0, MOST).map((block) => (
          <Command.Item
            key={block.slug}
            value={`other ${block.slug}`}
            onSelect={() => undefined}
            title={block.description}
            className={clsx(ITEM, "h-auto! py-1 text-sm opacity-100! data-[selected=true]:bg-subtle")}
          >
            <Tile block={block} className="size-6! opacity-50 grayscale" />
            <span className="min-w-0 flex-1">
              <span className="block truncate text-muted">{block.name}</span>
              <span className="block text-xs text-faint">{misfitText(whys.get(block))}</span>
            </span>
          </Command.Item>
        ))}
    </>
  );
}

function useOffers(quick: QuickAdd): Offers {
  const all = useBlockList();
  const blocks = useBlocks();
  return useMemo(() => quickOffers(quick, present(), blocks, all), [quick, blocks, all]);
}
