import { useQuery } from "@tanstack/react-query";
import type { ExecutionRead } from "@/api/schema";
import { NamedValues } from "@/features/runs/components/NamedValues";
import { Streams } from "@/features/runs/components/Streams";
import type { NodeNames } from "@/features/runs/hooks/useNodeNames";
import type { LiveRun } from "@/features/runs/lib/liveRun";
import { hasEnded } from "@/features/runs/lib/state";
import { versionQuery } from "@/features/runs/queries";
import { runs } from "@/text/en/runs";
import { Card } from "@/ui/Card";
import { isObject } from "@/values/lib/kindOf";
import { Value } from "@/values/Value";

const words = runs.one;

/** What a run was given and what it gave. */
export function RunResult({ run, live, names }: { run: ExecutionRead; live: LiveRun; names: NodeNames }) {
  const { data: graph } = useQuery(versionQuery(run.graph_id, run.graph_version));
  const isGone = run.history !== "whole";
  const inputs = Object.entries(run.inputs).map(([name, value]): [string, unknown[]] => [name, [value]]);
  const none = hasEnded(run.status) ? words.noOutputs : words.noOutputsYet;
  const { unconsumed } = run;
  const hasLeftOver = isObject(unconsumed) && Object.keys(unconsumed).length > 0;
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[2fr_1fr]">
      <Card className="min-w-0 p-4 sm:p-5">
        <h2 className="mb-3 font-semibold">{words.outputs}</h2>
        <NamedValues
          values={Object.entries(run.outputs)}
          schema={graph?.output_schema}
          empty={isGone ? words.pruned : none}
        />
        <div className="mt-4 flex flex-col gap-4 empty:hidden">
          <Streams live={live} nameOf={(nodeId) => names.of({ node_id: nodeId, block_id: "" })} />
        </div>
      </Card>
      <Card className="min-w-0 p-4 sm:p-5">
        <h2 className="mb-3 font-semibold">{words.inputs}</h2>
        <NamedValues
          values={inputs}
          schema={graph?.input_schema}
          empty={isGone ? words.pruned : words.noInputs}
        />
        {hasLeftOver && (
          <details className="mt-4 text-sm">
            <summary className="text-muted">{words.unconsumed}</summary>
            <Value value={unconsumed} name={words.unconsumed} />
          </details>
        )}
      </Card>
    </div>
  );
}
