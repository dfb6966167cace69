import { ChevronFirst, ChevronLast, Pause, Play, StepBack, StepForward } from "lucide-react";
import { useEffect, useEffectEvent, useMemo, useState } from "react";
import type { NodeExecutionRead } from "@/api/schema";
import { momentsOf, type Span, spanOf, stateAt } from "@/features/builder/replay/lib/stateAt";
import { showNodes } from "@/features/builder/store/run";
import { replay } from "@/text/en/replay";
import { fill } from "@/text/fill";
import { IconButton } from "@/ui/Button";
import { duration } from "@/ui/lib/format";

const PLAY_MS = 8000; // a whole run is played in this time
const STEPS = 1000;
const ICON = "size-4";

/** Time along the run: the canvas shows how it stood at the chosen moment. */
export function ReplayBar({ rows }: { rows: readonly NodeExecutionRead[] }) {
  const span = useMemo(() => spanOf(rows), [rows]);
  if (span === null) {
    return <p className="border-t border-line bg-surface p-3 text-sm text-muted">{replay.empty}</p>;
  }
  return <Scrubber rows={rows} span={span} />;
}

function Scrubber({ rows, span }: { rows: readonly NodeExecutionRead[]; span: Span }) {
  const [at, setAt] = useState(span.to);
  const [isPlaying, setIsPlaying] = useState(false);
  const moments = useMemo(() => momentsOf(rows), [rows]);
  const whole = Math.max(span.to - span.from, 1);
  useEffect(() => {
    const frame = requestAnimationFrame(() => showNodes(stateAt(rows, at)));
    return () => cancelAnimationFrame(frame);
  }, [rows, at]);
  usePlaying(isPlaying, whole, (passed) => {
    setAt((was) => Math.min(was + passed, span.to));
    if (at >= span.to) setIsPlaying(false);
  });
  const go = (to: number | undefined) => {
    setIsPlaying(false);
    if (to !== undefined) setAt(to);
  };
  const play = () => {
    if (!isPlaying && at >= span.to) setAt(span.from);
    setIsPlaying(!isPlaying);
  };
  const PlayIcon = isPlaying ? Pause : Play;
  const said = fill(replay.at, { at: duration(at - span.from), whole: duration(whole) });
  return (
    <div role="group" aria-label={replay.time} className="border-t border-line bg-surface px-3 py-2">
      <div className="relative">
        <input
          type="range"
          aria-label={replay.time}
          aria-valuetext={said}
          min={0}
          max={STEPS}
          value={Math.round(((at - span.from) / whole) * STEPS)}
          className="relative z-10 w-full accent-accent"
          onChange={(event) => go(span.from + (Number(event.target.value) / STEPS) * whole)}
        />
        <Marks moments={moments} span={span} whole={whole} />
      </div>
      <div className="flex items-center gap-1">
        <IconButton
          label={replay.first}
          icon={<ChevronFirst aria-hidden className={ICON} />}
          onClick={() => go(span.from)}
        />
        <IconButton
          label={replay.previous}
          icon={<StepBack aria-hidden className={ICON} />}
          onClick={() => go(moments.findLast((moment) => moment < at) ?? span.from)}
        />
        <IconButton
          label={isPlaying ? replay.pause : replay.play}
          icon={<PlayIcon aria-hidden className={ICON} />}
          onClick={play}
        />
        <IconButton
          label={replay.next}
          icon={<StepForward aria-hidden className={ICON} />}
          onClick={() => go(moments.find((moment) => moment > at) ?? span.to)}
        />
        <IconButton
          label={replay.last}
          icon={<ChevronLast aria-hidden className={ICON} />}
          onClick={() => go(span.to)}
        />
        <span className="ml-2 text-sm text-muted tabular-nums">{said}</span>
      </div>
    </div>
  );
}

const MOST_MARKS = 300;

function Marks({ moments, span, whole }: { moments: readonly number[]; span: Span; whole: number }) {
  const every = Math.ceil(moments.length / MOST_MARKS);
  return (
    <div aria-hidden className="pointer-events-none absolute inset-x-2 -bottom-0.5 h-1.5">
      {moments
        .filter((_, place) => place % every === 0)
        .map((moment) => (
          <span
            key={moment}
            className="absolute h-full w-px bg-line-strong"
            style={{ left: `${((moment - span.from) / whole) * 100}%` }}
          />
        ))}
    </div>
  );
}

/** onPassed is told how much of the run's time passed since the last frame. */
function usePlaying(isPlaying: boolean, whole: number, onPassed: (passed: number) => void): void {
  const told = useEffectEvent(onPassed);
  useEffect(() => {
    if (!isPlaying) return undefined;
    let [last, frame] = [performance.now(), 0];
    const step = (now: number) => {
      told(((now - last) / PLAY_MS) * whole);
      last = now;
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [isPlaying, whole]);
}
