import clsx from "clsx";
import { useEffect, useRef } from "react";
import type { NodeExecutionRead } from "@/api/schema";
import type { NodeNames } from "@/features/runs/hooks/useNodeNames";
import { BAR_TONE, type Bar, type Timeline } from "@/features/runs/lib/timeline";
import { runs } from "@/text/en/runs";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { duration, tookTime } from "@/ui/lib/format";

const LEAST_PX = 3; // so that it can be seen and hit
const words = runs.timeline;

interface TimelineBarsProps {
  timeline: Timeline;
  names: NodeNames;
  px: (ms: number) => number;
  /** Else the axis counts waves. */
  isInTime: boolean;
  rowHeight: number;
  /** Rows and pixels that are on the screen. */
  seen: { firstRow: number; lastRow: number; left: number; right: number };
  activeId: string | null;
  onOpen: (firing: NodeExecutionRead) => void;
}

/** The bars that are on the screen; of those that would lie on each other one. */
export function TimelineBars(props: TimelineBarsProps) {
  const { timeline, names, px, isInTime, rowHeight, seen, activeId, onOpen } = props;
  const firstId = timeline.bars[0]?.firing.id;
  return drawn(timeline.bars, px, seen, activeId).map((bar) => (
    <BarButton
      key={bar.firing.id}
      bar={bar}
      label={labelOf(bar, names.of(bar.firing), isInTime)}
      left={px(bar.queuedMs)}
      waited={px(bar.startMs) - px(bar.queuedMs)}
      width={Math.max(LEAST_PX, px(bar.endMs) - px(bar.startMs) - 1)}
      top={bar.row * rowHeight + 4}
      height={rowHeight - 8}
      isActive={bar.firing.id === activeId}
      isTabStop={activeId === null ? bar.firing.id === firstId : bar.firing.id === activeId}
      onOpen={onOpen}
    />
  ));
}

interface BarButtonProps {
  bar: Bar;
  label: string;
  left: number;
  waited: number;
  width: number;
  top: number;
  height: number;
  isActive: boolean;
  isTabStop: boolean;
  onOpen: (firing: NodeExecutionRead) => void;
}

function BarButton(props: BarButtonProps) {
  const { bar, label, left, waited, width, top, height, isActive, isTabStop, onOpen } = props;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The focus walks only where it already is.
    const group = button.current?.closest("[role=toolbar]");
    if (isActive && group?.contains(document.activeElement)) button.current?.focus({ preventScroll: true });
  }, [isActive]);
  const { firing } = bar;
  return (
    <button
      ref={button}
      type="button"
      tabIndex={isTabStop ? 0 : -1}
      aria-label={label}
      title={`${label} · ${fill(words.wave, { number: firing.wave })}`}
      onClick={() => onOpen(firing)}
      style={{ left, top, height, width: waited + width }}
      className="group absolute flex items-center rounded-sm focus-visible:z-10"
    >
      {waited >= 2 && <span aria-hidden className="h-px bg-line-strong" style={{ width: waited }} />}
      <span
        aria-hidden
        className={clsx(
          "h-full rounded-sm group-hover:brightness-110",
          BAR_TONE[firing.status],
          isActive && "ring-2 ring-accent ring-offset-1 ring-offset-surface",
          firing.status === "RUNNING" && "animate-pulse",
          firing.origin !== "run" && "opacity-50",
        )}
        style={{ width }}
      />
    </button>
  );
}

function labelOf({ firing, queuedMs, startMs, endMs }: Bar, name: string, isInTime: boolean): string {
  if (!isInTime) return `${name}, ${ui.status[firing.status]}`;
  const label = fill(words.times, {
    name,
    status: ui.status[firing.status],
    took:
      firing.ended_at === null
        ? duration(endMs - startMs)
        : tookTime(firing.started_at ?? firing.ended_at, firing.ended_at),
  });
  const wait = startMs - queuedMs;
  return wait > 1 ? `${label} · ${fill(words.waited, { time: duration(wait) })}` : label;
}

/** A bar that ends in the pixel in which the last one of its row ended is left out, unless it failed. */
function drawn(
  bars: readonly Bar[],
  px: (ms: number) => number,
  seen: TimelineBarsProps["seen"],
  activeId: string | null,
): Bar[] {
  const lastPx = new Map<number, number>();
  return bars.filter((bar, place) => {
    if (bar.firing.id === activeId || place === 0) return true; // where the keyboard stands or enters
    if (bar.row < seen.firstRow || bar.row > seen.lastRow) return false;
    const [start, end] = [px(bar.queuedMs), Math.max(px(bar.endMs), px(bar.startMs) + LEAST_PX)];
    if (end < seen.left - 50 || start > seen.right + 50) return false;
    if (end <= (lastPx.get(bar.row) ?? -Infinity) + 1 && bar.firing.status !== "FAILED") return false;
    lastPx.set(bar.row, end);
    return true;
  });
}
