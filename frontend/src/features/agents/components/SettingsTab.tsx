import { useMutation, useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { useNavigate } from "react-router";
import { fieldErrors } from "@/api/error";
import type { GraphRead } from "@/api/schema";
import { graphSummaryQuery, saveAbout } from "@/features/agents/api";
import { useAgentActions } from "@/features/agents/hooks/useAgentActions";
import { RetentionForm } from "@/features/settings/components/RetentionForm";
import { agent } from "@/text/en/agent";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Field } from "@/ui/Field";
import { Input, TextArea } from "@/ui/Input";
import { Notice } from "@/ui/Page";
import { toast } from "@/ui/toast";

const words = agent.settings;

export function SettingsTab({ graph }: { graph: GraphRead }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      {graph.origin === null && (
        <Card className="p-4 sm:p-5">
          <h2 className="mb-4 font-semibold">{words.about}</h2>
          <AboutForm key={graph.version} graph={graph} />
        </Card>
      )}
      <div className="flex flex-col gap-4">
        <Card className="p-4 sm:p-5">
          <h2 className="mb-2 font-semibold">{words.history}</h2>
          <RetentionForm graphId={graph.id} mayChange />
        </Card>
        <Danger graph={graph} />
      </div>
    </div>
  );
}

function AboutForm({ graph }: { graph: GraphRead }) {
  const [name, setName] = useState(graph.name);
  const [description, setDescription] = useState(graph.description);
  const [instructions, setInstructions] = useState(graph.instructions);
  const saving = useMutation({
    mutationFn: () => saveAbout(graph, { name: name.trim(), description, instructions }),
    meta: { showsError: true },
    onSuccess: (saved) => toast.success(fill(words.saved, { number: saved.version })),
  });
  const errors = fieldErrors(saving.error);
  const isChanged =
    name.trim() !== graph.name || description !== graph.description || instructions !== graph.instructions;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {saving.error !== null && Object.keys(errors).length === 0 && (
        <Notice tone="danger">{saving.error.message}</Notice>
      )}
      <Field label={words.name} error={errors.name} isRequired>
        <Input value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={words.description} error={errors.description}>
        <TextArea
          rows={3}
          value={description}
          maxLength={10_000}
          onChange={(event) => setDescription(event.target.value)}
        />
      </Field>
      <Field label={words.instructions} hint={words.instructionsHint} error={errors.instructions}>
        <TextArea
          rows={3}
          value={instructions}
          maxLength={10_000}
          onChange={(event) => setInstructions(event.target.value)}
        />
      </Field>
      <Button
        type="submit"
        kind="primary"
        className="self-start"
        isBusy={saving.isPending}
        disabled={!isChanged || name.trim() === ""}
      >
        {words.save}
      </Button>
    </form>
  );
}

function Danger({ graph }: { graph: GraphRead }) {
  const { data: summary } = useQuery(graphSummaryQuery(graph.id));
  const { remove, exportFile } = useAgentActions();
  const navigate = useNavigate();
  const leave = (isDeleted: boolean) => {
    if (isDeleted) void navigate("/agents");
  };
  const agentToDelete = { id: graph.id, name: graph.name, execution_count: summary?.execution_count ?? 0 };
  return (
    <Card className="p-4 sm:p-5">
      <h2 className="font-semibold">{words.danger}</h2>
      <p className="mt-1 text-sm text-muted">{words.dangerText}</p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button kind="danger" onClick={() => void remove([agentToDelete]).then(leave)}>
          {words.delete}
        </Button>
        {graph.origin?.is_closed !== true && (
          <Button onClick={() => exportFile(graph.id)}>{words.export}</Button>
        )}
      </div>
    </Card>
  );
}
