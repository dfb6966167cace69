import type { LiveRun } from "@/features/runs/lib/liveRun";
import { runs } from "@/text/en/runs";
import { fill } from "@/text/fill";
import { Spinner } from "@/ui/Spinner";

/** What models are writing at this moment. nameOf: of a node, by its id. */
export function Streams({ live, nameOf }: { live: LiveRun; nameOf: (nodeId: string) => string }) {
  return Object.entries(live.streams).map(([key, stream]) => (
    <section key={key} className="min-w-0">
      <h3 className="mb-1 flex items-center gap-2 text-sm font-medium">
        <Spinner className="size-3.5" />
        {fill(runs.one.streaming, { node: nameOf(stream.nodeId) })}
      </h3>
      <p className="rounded-lg border border-line bg-ground px-3 py-2 text-sm break-words whitespace-pre-wrap">
        {stream.text}
      </p>
    </section>
  ));
}
