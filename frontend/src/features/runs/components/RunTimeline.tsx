import { Maximize, ZoomIn, ZoomOut } from "lucide-react";
import { type KeyboardEvent, useEffect, useEffectEvent, useMemo, useState } from "react";
import type { ExecutionRead, NodeExecutionRead } from "@/api/schema";
import { TimelineBars } from "@/features/runs/components/TimelineBars";
import type { NodeNames } from "@/features/runs/hooks/useNodeNames";
import { useNow } from "@/features/runs/hooks/useNow";
import { hasEnded } from "@/features/runs/lib/state";
import { type Scale, scaleOf, ticksOf, timelineOf } from "@/features/runs/lib/timeline";
import { runs } from "@/text/en/runs";
import { fill } from "@/text/fill";
import { IconButton } from "@/ui/Button";
import { duration } from "@/ui/lib/format";
import { Select } from "@/ui/Select";

const ROW = 26; // px
const AXIS = 28;
const MAX_ZOOM = 4096;
const MAX_HEIGHT = 560;
const TICK_PX = 110;
const BEYOND_ROWS = 8;

const words = runs.timeline;

interface RunTimelineProps {
  run: ExecutionRead;
  firings: readonly NodeExecutionRead[];
  names: NodeNames;
  onOpen: (firing: NodeExecutionRead) => void;
}

/** When each step waited and worked: rows of nodes, bars of firings, on an axis that zooms and scrolls. */
export function RunTimeline({ run, firings, names, onOpen }: RunTimelineProps) {
  const now = useNow(!hasEnded(run.status));
  const best = useMemo(() => scaleOf(firings), [firings]);
  const [chosen, setChosen] = useState<Scale | null>(null);
  const scale = chosen ?? best;
  const timeline = useMemo(
    () => timelineOf(firings, run.started_at ?? run.created_at, now, scale),
    [firings, run.started_at, run.created_at, now, scale],
  );
  const { box, setBox, seen, zoom, zoomTo } = useScroll();
  const [activeId, setActiveId] = useState<string | null>(null);
  const nameWidth = seen.width < 520 ? 112 : 200;
  const width = Math.max(1, seen.width - nameWidth) * zoom;
  const px = (ms: number) => (ms / timeline.lengthMs) * width;
  const [firstRow, lastRow] = [
    Math.max(0, Math.floor(seen.top / ROW) - BEYOND_ROWS),
    Math.ceil((seen.top + MAX_HEIGHT) / ROW) + BEYOND_ROWS,
  ];
  const left = seen.left;
  const right = seen.left + Math.max(1, seen.width - nameWidth);
  if (timeline.bars.length === 0) return <p className="p-4 text-sm text-faint">{words.none}</p>;
  const go = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const order =
      event.key === "ArrowDown" || event.key === "ArrowUp" ? timeline.bars : inTime(timeline.bars);
    const at = order.findIndex((bar) => bar.firing.id === activeId);
    const next = order[Math.max(0, Math.min(order.length - 1, at + step))];
    if (next === undefined) return;
    setActiveId(next.firing.id);
    box?.scrollTo({
      left: Math.max(0, Math.min(seen.left, px(next.startMs)), px(next.endMs) - (right - left) + 20),
      top: Math.max(Math.min(seen.top, next.row * ROW), (next.row + 2) * ROW + AXIS - MAX_HEIGHT),
    });
  };
  const ticks = ticksOf(
    { from: left / width, to: Math.min(1, right / width) },
    timeline.lengthMs,
    (right - left) / TICK_PX,
  );
  return (
    <section aria-label={words.label} className="overflow-hidden rounded-xl border border-line bg-surface">
      <div className="flex items-center justify-end gap-1 border-b border-line px-2 py-1">
        <p className="flex-1 px-2 text-xs text-faint max-sm:hidden">{words.help}</p>
        <ScaleSwitch scale={scale} onChange={setChosen} />
        <Zoom zoom={zoom} onZoom={zoomTo} />
      </div>
      <div
        ref={setBox}
        role="toolbar"
        aria-label={words.bars}
        tabIndex={-1}
        onKeyDown={go}
        style={{ maxHeight: MAX_HEIGHT }}
        className="relative overflow-auto"
      >
        <div
          className="relative"
          style={{ width: nameWidth + width, height: AXIS + timeline.rows * ROW + 6 }}
        >
          <div className="sticky top-0 z-20 border-b border-line bg-surface" style={{ height: AXIS }}>
            {ticks.map((ms) => (
              <span
                key={ms}
                className="absolute top-1.5 text-xs whitespace-nowrap text-faint tabular-nums"
                style={{ left: nameWidth + px(ms) + 4 }}
              >
                {scale === "time" ? duration(ms) : fill(words.wave, { number: ms })}
              </span>
            ))}
          </div>
          {ticks.map((ms) => (
            <div
              key={ms}
              aria-hidden
              className="absolute bottom-0 w-px bg-line"
              style={{ top: AXIS, left: nameWidth + px(ms) }}
            />
          ))}
          <div
            className="sticky left-0 z-10 bg-surface"
            style={{ width: nameWidth, height: timeline.rows * ROW }}
          >
            {timeline.nodes.slice(firstRow, lastRow).map((nodeId, place) => {
              const row = firstRow + place;
              const isFirst = timeline.nodes[row - 1] !== nodeId;
              const bar = isFirst ? timeline.bars.find((one) => one.firing.node_id === nodeId) : undefined;
              return (
                <div
                  key={row}
                  title={bar && names.of(bar.firing)}
                  className="absolute right-0 left-0 truncate border-r border-line px-3 text-xs leading-6"
                  style={{ top: row * ROW, height: ROW }}
                >
                  {bar && names.of(bar.firing)}
                </div>
              );
            })}
          </div>
          <div
            className="absolute"
            style={{ left: nameWidth, top: AXIS, width, height: timeline.rows * ROW }}
          >
            <TimelineBars
              timeline={timeline}
              names={names}
              px={px}
              isInTime={scale === "time"}
              rowHeight={ROW}
              seen={{ firstRow, lastRow, left, right }}
              activeId={activeId}
              onOpen={(firing) => {
                setActiveId(firing.id);
                onOpen(firing);
              }}
            />
          </div>
        </div>
      </div>
    </section>
  );
}

function ScaleSwitch({ scale, onChange }: { scale: Scale; onChange: (scale: Scale) => void }) {
  const choices = [
    { value: "time" as const, label: words.byTime },
    { value: "waves" as const, label: words.byWave },
  ];
  return (
    <Select label={words.axis} value={scale} choices={choices} onChange={onChange} className="h-7! w-32!" />
  );
}

function Zoom({ zoom, onZoom }: { zoom: number; onZoom: (zoom: number) => void }) {
  const small = { size: "small" as const };
  return (
    <>
      {zoom > 1 && <span className="px-1 text-xs text-faint tabular-nums">{fill("{zoom}×", { zoom })}</span>}
      <IconButton
        {...small}
        label={words.zoomOut}
        disabled={zoom <= 1}
        icon={<ZoomOut aria-hidden className="size-4" />}
        onClick={() => onZoom(zoom / 2)}
      />
      <IconButton
        {...small}
        label={words.zoomIn}
        disabled={zoom >= MAX_ZOOM}
        icon={<ZoomIn aria-hidden className="size-4" />}
        onClick={() => onZoom(zoom * 2)}
      />
      <IconButton
        {...small}
        label={words.fit}
        disabled={zoom === 1}
        icon={<Maximize aria-hidden className="size-4" />}
        onClick={() => onZoom(1)}
      />
    </>
  );
}

/** What of the box is seen; with ctrl or ⌘ the wheel zooms. */
function useScroll() {
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const [zoom, setZoom] = useState(1);
  const [seen, setSeen] = useState({ left: 0, top: 0, width: 800 });
  const zoomTo = (next: number, at = 0.5) => {
    const wanted = Math.min(MAX_ZOOM, Math.max(1, next));
    const { left, width } = seen;
    const middle = left + width * at;
    setZoom(wanted);
    requestAnimationFrame(() => box?.scrollTo({ left: (middle * wanted) / zoom - width * at }));
  };
  const onWheel = useEffectEvent((event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoomTo(event.deltaY < 0 ? zoom * 2 : zoom / 2);
  });
  useEffect(() => {
    if (box === null) return undefined;
    const look = () => setSeen({ left: box.scrollLeft, top: box.scrollTop, width: box.clientWidth });
    const wheel = (event: WheelEvent) => onWheel(event);
    const observer = new ResizeObserver(look);
    observer.observe(box);
    box.addEventListener("scroll", look, { passive: true });
    box.addEventListener("wheel", wheel, { passive: false });
    return () => {
      observer.disconnect();
      box.removeEventListener("scroll", look);
      box.removeEventListener("wheel", wheel);
    };
  }, [box]);
  return { box, setBox, seen, zoom, zoomTo };
}

function inTime<Bar extends { startMs: number }>(bars: readonly Bar[]): Bar[] {
  return bars.toSorted((one, other) => one.startMs - other.startMs);
}
