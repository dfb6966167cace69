import { useQuery } from "@tanstack/react-query";
import { type SyntheticEvent, useId, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { ExecutionRead } from "@/api/schema";
import { RunExtrasOf } from "@/features/agents/components/RunExtrasFields";
import { bodyOf, extrasOf } from "@/features/agents/lib/runExtras";
import { useRunActions } from "@/features/runs/hooks/useRunActions";
import { holdsSecret, inputsToFill, inputsToSend } from "@/features/runs/lib/rerun";
import { graphQuery, versionQuery } from "@/features/runs/queries";
import { asSchema, labelOf, propertiesOf } from "@/fields/lib/schema";
import { ValueField } from "@/fields/ValueField";
import { runs } from "@/text/en/runs";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Page";
import { Select } from "@/ui/Select";
import { Loading } from "@/ui/Spinner";

const words = runs.rerun;

interface RerunDialogProps {
  run: ExecutionRead;
  onClose: () => void;
  onStarted: (run: { id: string }) => void;
}

/** Start the same agent with the inputs of a run, its tags and its accounts, changed. */
export function RerunDialog({ run, onClose, onStarted }: RerunDialogProps) {
  const formId = useId();
  const { start } = useRunActions();
  const { data: newest } = useQuery(graphQuery(run.graph_id));
  const [version, setVersion] = useState(run.graph_version);
  const [values, setValues] = useState(() => inputsToFill(run.inputs));
  const [extras, setExtras] = useState(() => extrasOf(run));
  const { data: graph } = useQuery(versionQuery(run.graph_id, version));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const { graph_id: graphId, dry_run, safe_mode } = run;
    start.mutate(
      { graphId, version, inputs: inputsToSend(values), dry_run, safe_mode, ...bodyOf(extras) },
      { onSuccess: onStarted },
    );
  };
  const versions = [
    { value: String(run.graph_version), label: fill(words.sameVersion, { number: run.graph_version }) },
  ];
  if (newest && newest.version !== run.graph_version) {
    versions.push({ value: String(newest.version), label: words.newest });
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={words.title}
      description={words.intro}
      actions={
        <>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <Button type="submit" form={formId} kind="primary" isBusy={start.isPending}>
            {words.start}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4 pb-2">
        {start.isError && <Notice tone="danger">{start.error.message}</Notice>}
        {versions.length > 1 && (
          <Field label={words.version}>
            <Select
              value={String(version)}
              choices={versions}
              onChange={(next) => setVersion(Number(next))}
            />
          </Field>
        )}
        {graph === undefined ? (
          <Loading />
        ) : (
          <Fields
            schema={graph.input_schema}
            given={run.inputs}
            values={values}
            problems={fieldErrors(start.error)}
            onChange={(name, value) => setValues({ ...values, [name]: value })}
          />
        )}
        <RunExtrasOf
          graphId={run.graph_id}
          extras={extras}
          refused={fieldErrors(start.error)}
          onChange={setExtras}
        />
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  schema: unknown;
  given: Readonly<Record<string, unknown>>;
  values: Readonly<Record<string, unknown>>;
  problems: Readonly<Record<string, string>>;
  onChange: (name: string, value: unknown) => void;
}

function Fields({ schema, given, values, problems, onChange }: FieldsProps) {
  const properties = propertiesOf(schema);
  const required = asSchema(schema).required ?? [];
  if (properties.length === 0) return <p className="text-sm text-muted">{words.noInputs}</p>;
  return properties.map(([name, own]) => (
    <ValueField
      key={name}
      label={labelOf(name, own)}
      hint={holdsSecret(given[name]) ? words.secret : (own.description ?? "")}
      schema={own}
      value={values[name]}
      isRequired={required.includes(name)}
      aside={required.includes(name) ? ui.required : undefined}
      problem={problems[name]}
      onChange={(value) => onChange(name, value)}
    />
  ));
}
