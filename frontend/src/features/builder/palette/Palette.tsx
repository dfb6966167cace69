import { useReactFlow } from "@xyflow/react";
import { ShortcutKeys } from "@/app/components/ShortcutKeys";
import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { PanelLeftClose, PanelLeftOpen, Search } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useEffect, useEffectEvent, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import type { BlockRead, CategoryEnum } from "@/api/schema";
import { present } from "@/features/builder/canvas/actions";
import { agentsQuery } from "@/features/builder/hooks/queries";
import { useAfterFirstSight } from "@/features/builder/hooks/useAfterFirstSight";
import { type BlockFilter, filterBlocks } from "@/features/builder/lib/filterBlocks";
import { CARD, positionOf } from "@/features/builder/lib/place";
import { prepareSearch, searchBlocks } from "@/features/builder/lib/searchBlocks";
import { AgentLine, BlockLine } from "@/features/builder/palette/BlockLine";
import { Category } from "@/features/builder/palette/Category";
import { FilterButton, FilterChips, keepEnter, NothingFits } from "@/features/builder/palette/Filters";
import { offerAdding } from "@/features/builder/palette/adder";
import { placeAgent, placeBlock } from "@/features/builder/palette/place";
import { useRecent } from "@/features/builder/palette/recent";
import { blocksNow, useBlockList, useBlocks } from "@/features/builder/store/blocks";
import { PALETTE_SEARCH, setCanvas, useCanvas, WIDE } from "@/features/builder/store/canvas";
import { documentStore } from "@/features/builder/store/document";
import { searchedList } from "@/ui/searchedList";
import { builder } from "@/text/en/builder";
import { IconButton } from "@/ui/Button";

const text = builder.palette;

/** All blocks and agents, at the left. Enter or a click places one in sight; or it is dragged. */
export function Palette() {
  const isOpen = useCanvas((state) => state.isPaletteOpen);
  const hasLines = useAfterFirstSight(); // hundreds take longer to draw than the canvas
  useAdding();
  usePreparedSearch(hasLines);
  useEffect(() => {
    // Where it would lie above the canvas, it waits until it is asked for.
    const wide = window.matchMedia(WIDE);
    const fold = () => !wide.matches && setCanvas({ isPaletteOpen: false });
    wide.addEventListener("change", fold);
    return () => wide.removeEventListener("change", fold);
  }, []);
  if (isOpen) return <OpenPalette hasLines={hasLines} />;
  return (
    <div
      data-tour="palette"
      className="absolute top-3 left-3 z-20 rounded-lg border border-line bg-raised p-0.5 shadow-float"
    >
      <IconButton
        label={text.open}
        icon={<PanelLeftOpen aria-hidden className="size-4" />}
        onClick={() => setCanvas({ isPaletteOpen: true })}
      />
    </div>
  );
}

/** Whoever searches before waits for it instead. */
const PREPARED_LATEST_MS = 2000;

/** isDue: the canvas is drawn. Then when nothing else waits. */
function usePreparedSearch(isDue: boolean): void {
  const list = useBlockList();
  useEffect(() => {
    if (!isDue) return;
    const prepare = () => prepareSearch(list);
    if ("requestIdleCallback" in window) requestIdleCallback(prepare, { timeout: PREPARED_LATEST_MS });
    else setTimeout(prepare, PREPARED_LATEST_MS); // Safari
  }, [isDue, list]);
}

/** Blocks that the command bar finds. */
function useAdding(): void {
  const { chooseBlock } = useChoosing();
  const add = useEffectEvent((slug: string) => {
    const block = blocksNow().get(slug);
    if (block !== undefined) chooseBlock(block);
  });
  useEffect(() => offerAdding((slug) => add(slug)), []);
}

function OpenPalette({ hasLines }: { hasLines: boolean }) {
  const [sought] = useSearchParams(); // `?find=` of what the command bar found elsewhere
  const [typed, setTyped] = useState(() => sought.get("find") ?? "");
  const [filters, setFilters] = useState<readonly BlockFilter[]>([]);
  const search = useDeferredValue(typed.trim());
  const field = useRef<HTMLInputElement>(null);
  const focus = useCanvas((state) => state.paletteFocus);
  useEffect(() => {
    if (focus > 0) field.current?.select();
  }, [focus]);
  const changeFilters = (next: readonly BlockFilter[]) => {
    setFilters(next);
    field.current?.focus(); // what was clicked may be gone
  };
  const list = useBlockList();
  const { chooseBlock } = useChoosing();
  const onKey = (event: KeyboardEvent) => {
    // What is typed counts, also before the list has caught up with it.
    const isPlain = !event.ctrlKey && !event.metaKey && !event.nativeEvent.isComposing;
    if (event.key === "Enter" && isPlain && search !== typed.trim()) {
      event.preventDefault();
      const [first] = searchBlocks(filterBlocks(list, filters), typed);
      if (first !== undefined) chooseBlock(first);
    }
    if (event.key !== "Escape") return;
    if (typed !== "") setTyped("");
    else field.current?.blur();
  };
  return (
    <aside
      aria-label={text.title}
      data-tour="palette"
      className="flex w-64 shrink-0 flex-col border-r border-line bg-surface max-lg:absolute max-lg:inset-y-0 max-lg:left-0 max-lg:z-30 max-lg:shadow-float"
    >
      <Command
        ref={searchedList}
        shouldFilter={false}
        label={text.search}
        className="flex min-h-0 flex-1 flex-col"
        onKeyDown={onKey}
      >
        <div className="flex items-center gap-2 border-b border-line pr-1.5 pl-3">
          <Search aria-hidden className="size-4 shrink-0 text-faint" />
          <Command.Input
            ref={field}
            id={PALETTE_SEARCH}
            value={typed}
            onValueChange={setTyped}
            placeholder={text.search}
            className="h-10 min-w-0 flex-1 bg-transparent text-sm outline-none placeholder:text-faint"
          />
          <ShortcutKeys id="builder.palette" />
          {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- only keeps Enter from the list */}
          <div className="flex" onKeyDown={keepEnter}>
            <FilterButton filters={filters} onChange={setFilters} />
            <IconButton
              size="small"
              label={text.close}
              icon={<PanelLeftClose aria-hidden className="size-4" />}
              onClick={() => setCanvas({ isPaletteOpen: false })}
            />
          </div>
        </div>
        {filters.length > 0 && <FilterChips filters={filters} onChange={changeFilters} />}
        <Command.List className="min-h-0 flex-1 overflow-y-auto p-1.5 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint">
          {hasLines && <Lines search={search} filters={filters} onClear={() => changeFilters([])} />}
        </Command.List>
      </Command>
    </aside>
  );
}

interface LinesProps {
  search: string;
  filters: readonly BlockFilter[];
  onClear: () => void;
}

function Lines({ search, filters, onClear }: LinesProps) {
  const list = useBlockList();
  const blocks = useBlocks();
  const recent = useRecent();
  const agents = useQuery(agentsQuery(search));
  const { chooseBlock, chooseAgent } = useChoosing();
  const graphId = documentStore.getState().graphId;
  // Agents have no service and no category.
  const others = filters.length > 0 ? [] : (agents.data ?? []).filter((agent) => agent.id !== graphId);
  const kept = filterBlocks(list, filters);
  const found = searchBlocks(kept, search);
  const line = (block: BlockRead, from: string) => (
    <BlockLine
      key={`${from} ${block.slug}`}
      value={`${from} ${block.slug}`}
      block={block}
      onChoose={() => chooseBlock(block)}
    />
  );
  const agentLines = others.length > 0 && (
    <Command.Group heading={text.agents}>
      {others.slice(0, search === "" ? 8 : 30).map((agent) => (
        <AgentLine key={agent.id} agent={agent} onChoose={() => chooseAgent(agent.id)} />
      ))}
    </Command.Group>
  );
  if (found.length === 0 && filters.length > 0) {
    return <NothingFits without={searchBlocks(list, search).length} onClear={onClear} />;
  }
  if (search !== "") {
    return (
      <>
        <Command.Empty className="py-8 text-center text-sm text-faint">{text.empty}</Command.Empty>
        {found.map((block) => line(block, "found"))}
        {agentLines}
      </>
    );
  }
  const known = recent.flatMap((slug) => blocks.get(slug) ?? []).filter((block) => kept.includes(block));
  return (
    <>
      {known.length > 0 && (
        <Command.Group heading={text.recent}>{known.map((block) => line(block, "recent"))}</Command.Group>
      )}
      {byCategory(kept).map(([category, members]) => (
        <Category
          key={`${category} ${filters.length > 0}`}
          category={category}
          members={members}
          startsOpen={filters.length > 0 || OPEN_AT_FIRST.has(category)}
          line={line}
        />
      ))}
      {agentLines}
    </>
  );
}

/** What every agent needs. The other hundreds would take longer to draw than the canvas. */
const OPEN_AT_FIRST = new Set<CategoryEnum>(["INPUT", "OUTPUT", "AI", "TEXT", "LOGIC"]);
const FIRST: readonly CategoryEnum[] = ["INPUT", "OUTPUT", "AI", "TEXT", "LOGIC", "DATA", "WEB", "BASIC"];

function byCategory(list: readonly BlockRead[]): [CategoryEnum, BlockRead[]][] {
  const found = Map.groupBy(list, (block) => block.category);
  const place = (category: CategoryEnum) => {
    const at = FIRST.indexOf(category);
    return at === -1 ? FIRST.length : at;
  };
  return [...found].sort(([one], [other]) => place(one) - place(other) || one.localeCompare(other));
}

/** New nodes go to a free place near the middle of what is seen. */
function useChoosing() {
  const flow = useReactFlow();
  const spot = () => {
    const frame = document.querySelector("[data-canvas]")?.getBoundingClientRect();
    const middle = frame
      ? { x: frame.x + frame.width / 2, y: frame.y + frame.height / 3 }
      : { x: 400, y: 300 };
    const { x, y } = flow.screenToFlowPosition(middle);
    const at = { x: x - CARD.width / 2, y };
    const places = present().nodes.map(positionOf);
    const isTaken = () => places.some((one) => Math.abs(one.x - at.x) < 60 && Math.abs(one.y - at.y) < 60);
    while (isTaken()) {
      at.x += 40;
      at.y += 60;
    }
    return at;
  };
  return {
    chooseBlock: (block: BlockRead) => {
      placeBlock(block, spot(), present().nodes);
    },
    chooseAgent: (graphId: string) => void placeAgent(graphId, spot()),
  };
}
