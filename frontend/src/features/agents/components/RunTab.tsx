import { useMutation } from "@tanstack/react-query";
import { CirclePlay } from "lucide-react";
import { useState } from "react";
import { api, data } from "@/api/client";
import type { GraphRead } from "@/api/schema";
import { forgetGraphs } from "@/features/agents/api";
import { RunForm } from "@/features/agents/components/RunForm";
import { RunResult } from "@/features/agents/components/RunResult";
import { bodyOf, type RunExtras } from "@/features/agents/lib/runExtras";
import { inputsOf, known } from "@/features/agents/lib/runForm";
import { PresetDialog } from "@/features/automation/components/PresetDialog";
import { recall, remember } from "@/features/builder/run/memory";
import { agent as words } from "@/text/en/agent";
import { Card, EmptyState } from "@/ui/Card";
import { Notice } from "@/ui/Page";

interface Start {
  inputs: Record<string, unknown>;
  isDryRun: boolean;
  extras: RunExtras;
  maxCredits: string | null;
}

/** Start the agent, and see at once what comes of it. firstInputs: what the form begins with, before the last ones. */
export function RunTab({ graph, firstInputs }: { graph: GraphRead; firstInputs?: Record<string, unknown> }) {
  const [executionId, setExecutionId] = useState(() => recall.run(graph.id));
  const [toSave, setToSave] = useState<Pick<Start, "inputs" | "extras"> | null>(null);
  const inputs = inputsOf(graph.input_schema);
  const starting = useMutation({
    mutationFn: ({ inputs: given, isDryRun, extras, maxCredits }: Start) =>
      data(
        api.POST("/api/v1/graphs/{graph_id}/executions", {
          params: { path: { graph_id: graph.id } },
          body: {
            inputs: given,
            dry_run: isDryRun,
            safe_mode: false,
            only_node: "",
            until: "",
            ...bodyOf(extras),
            max_credits: maxCredits,
          },
        }),
      ),
    meta: { showsError: true },
    onSuccess: (execution, { inputs: given }) => {
      remember.inputs(graph.id, known(inputs, given));
      remember.run(graph.id, execution.id);
      setExecutionId(execution.id);
      void forgetGraphs();
    },
  });
  const begun = known(inputs, { ...recall.inputs(graph.id), ...firstInputs });
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <div className="flex flex-col gap-4">
        {graph.is_draft && <Notice tone="warning">{words.draft}</Notice>}
        <RunForm
          graph={graph}
          inputs={inputs}
          begun={begun}
          error={starting.error}
          isBusy={starting.isPending}
          onStart={(given, isDryRun, extras, maxCredits) =>
            starting.mutate({ inputs: given, isDryRun, extras, maxCredits })
          }
          onSave={(given, extras) => setToSave({ inputs: given, extras })}
        />
        {toSave !== null && <PresetDialog graph={graph} {...toSave} onClose={() => setToSave(null)} />}
      </div>
      <Card className="min-w-0 p-4 sm:p-5" role="region" aria-label={words.run.result}>
        {executionId === null ? (
          <EmptyState
            icon={<CirclePlay className="size-6" />}
            title={words.run.nothingYetTitle}
            text={words.run.nothingYet}
          />
        ) : (
          <RunResult
            key={executionId}
            executionId={executionId}
            graph={graph}
            onGone={() => forget(graph.id)}
          />
        )}
      </Card>
    </div>
  );
}

function forget(graphId: string): void {
  remember.forgetRun(graphId);
}
