import { ChevronLeft, ChevronRight } from "lucide-react";
import type { Firing } from "@/features/builder/store/run";
import { run } from "@/text/en/run";
import { fill } from "@/text/fill";
import { Badge, StatusBadge } from "@/ui/Badge";
import { IconButton } from "@/ui/Button";
import { amount, credits, tookTime } from "@/ui/lib/format";

interface FiringHeadProps {
  firing: Firing;
  place: number;
  count: number;
  onChoose: (place: number) => void;
}

/** How one run of a step went, and which of its runs it is. */
export function FiringHead({ firing, place, count, onChoose }: FiringHeadProps) {
  const words = run.node;
  const origin = words.origin[firing.origin as keyof typeof words.origin] as string | undefined;
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted tabular-nums">
      <StatusBadge status={firing.status} />
      {origin !== undefined && <Badge tone="accent">{origin}</Badge>}
      {firing.startedAt !== null && firing.endedAt !== null && (
        <span>{tookTime(firing.startedAt, firing.endedAt)}</span>
      )}
      {firing.attempts > 1 && <span>{fill(words.attempts, { count: firing.attempts })}</span>}
      {firing.tokens > 0 && <span>{fill(words.tokens, { count: amount(firing.tokens) })}</span>}
      {Number(firing.cost) > 0 && <span>{credits(firing.cost)}</span>}
      {count > 1 && (
        <span className="ml-auto inline-flex items-center" role="group" aria-label={words.which}>
          <IconButton
            size="small"
            label={words.previous}
            icon={<ChevronLeft aria-hidden className="size-4" />}
            disabled={place === 0}
            onClick={() => onChoose(place - 1)}
          />
          {fill(words.nth, { number: place + 1, count })}
          <IconButton
            size="small"
            label={words.next}
            icon={<ChevronRight aria-hidden className="size-4" />}
            disabled={place === count - 1}
            onClick={() => onChoose(place + 1)}
          />
        </span>
      )}
    </div>
  );
}
