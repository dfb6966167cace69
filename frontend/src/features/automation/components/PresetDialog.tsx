import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useId, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { GraphRead, PresetRead } from "@/api/schema";
import { RunExtrasOf } from "@/features/agents/components/RunExtrasFields";
import { bodyOf, extrasOf, NO_EXTRAS, type RunExtras } from "@/features/agents/lib/runExtras";
import { filledIn, inputsOf, problemIn } from "@/features/agents/lib/runForm";
import { presets } from "@/features/automation/api";
import { InputsFields } from "@/features/automation/components/InputsFields";
import { automation } from "@/text/en/automation";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Notice } from "@/ui/Page";
import { toast } from "@/ui/toast";

const words = automation.presets;

interface PresetDialogProps {
  graph: GraphRead;
  /** What a new one begins with. */
  inputs?: Record<string, unknown>;
  extras?: RunExtras;
  preset?: PresetRead;
  onClose: () => void;
}

/** Inputs that are kept under a name. */
export function PresetDialog({
  graph,
  inputs: begun = {},
  extras: first = NO_EXTRAS,
  preset,
  onClose,
}: PresetDialogProps) {
  const [name, setName] = useState(preset?.name ?? "");
  const [values, setValues] = useState<Record<string, unknown>>(preset?.inputs ?? begun);
  const [extras, setExtras] = useState(() => (preset === undefined ? first : extrasOf(preset)));
  const [isChecked, setIsChecked] = useState(false);
  const formId = useId();
  const inputs = inputsOf(graph.input_schema);
  const saving = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), inputs: filledIn(values), ...bodyOf(extras) };
      return preset === undefined
        ? presets.add({ ...body, graph_id: graph.id, is_enabled: true })
        : presets.change(preset.id, body);
    },
    meta: { showsError: true },
    onSuccess: (saved) => {
      toast.success(fill(words.saved, { name: saved.name }));
      onClose();
    },
  });
  const errors = fieldErrors(saving.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (inputs.every((input) => problemIn(input, values[input.name]) === null)) saving.mutate();
  };
  const save = (
    <Button
      type="submit"
      form={formId}
      kind="primary"
      isBusy={saving.isPending}
      disabled={name.trim() === ""}
    >
      {words.submit}
    </Button>
  );
  return (
    <Dialog isOpen onClose={onClose} title={preset === undefined ? words.new : words.edit} actions={save}>
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4 pb-1">
        {saving.error !== null && errors.name === undefined && (
          <Notice tone="danger">{saving.error.message}</Notice>
        )}
        <Field label={words.name} error={errors.name} isRequired>
          <Input
            value={name}
            maxLength={100}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <InputsFields inputs={inputs} values={values} isChecked={isChecked} onChange={setValues} />
        <RunExtrasOf graphId={graph.id} extras={extras} refused={errors} onChange={setExtras} />
      </form>
    </Dialog>
  );
}
