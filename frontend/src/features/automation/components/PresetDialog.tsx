import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { GraphRead, PresetRead } from "@/api/schema";
import { RunExtrasOf } from "@/features/agents/components/RunExtrasFields";
import { bodyOf, extrasOf, NO_EXTRAS, type RunExtras } from "@/features/agents/lib/runExtras";
import { filledIn, inputsOf, problemIn } from "@/features/agents/lib/runForm";
import { presets } from "@/features/automation/api";
import { InputsFields } from "@/features/automation/components/InputsFields";
import { automation } from "@/text/en/automation";
import { fill } from "@/text/fill";
import { Field } from "@/ui/Field";
import { FormDialog } from "@/ui/FormDialog";
import { Input } from "@/ui/Input";
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
  const save = () => {
    setIsChecked(true);
    if (inputs.every((input) => problemIn(input, values[input.name]) === null)) saving.mutate();
  };
  return (
    <FormDialog
      onClose={onClose}
      onSubmit={save}
      saving={saving}
      fields={["name"]}
      title={preset === undefined ? words.new : words.edit}
      submitLabel={words.submit}
      canSubmit={name.trim() !== ""}
    >
      {(errors) => (
        <>
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
        </>
      )}
    </FormDialog>
  );
}
