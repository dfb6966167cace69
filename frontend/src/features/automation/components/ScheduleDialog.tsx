import { useMutation, useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useId, useState } from "react";
import { meQuery } from "@/api/me";
import type { GraphRead, ScheduleRead, UserRead } from "@/api/schema";
import { graphQuery } from "@/features/agents/api";
import { filledIn, inputsOf, problemIn } from "@/features/agents/lib/runForm";
import { presetsQuery, schedules } from "@/features/automation/api";
import { InputsFields } from "@/features/automation/components/InputsFields";
import { WhenFields } from "@/features/automation/components/WhenFields";
import { fresh, timesOf, whenOf } from "@/features/automation/lib/when";
import { automation } from "@/text/en/automation";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Notice } from "@/ui/Page";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Spinner";
import { toast } from "@/ui/toast";

const words = automation.schedule;
const OWN = "own";
const POLICIES = (["once", "skip", "all"] as const).map((value) => ({ value, label: words.policies[value] }));

interface ScheduleDialogProps {
  graphId: string;
  schedule?: ScheduleRead;
  onClose: () => void;
}

/** When an agent is to run by itself, and with what. */
export function ScheduleDialog({ graphId, schedule, onClose }: ScheduleDialogProps) {
  const { data: graph } = useQuery(graphQuery(graphId));
  const { data: me } = useQuery(meQuery);
  const formId = useId();
  const [isBusy, setIsBusy] = useState(false);
  const save = (
    <Button type="submit" form={formId} kind="primary" isBusy={isBusy}>
      {words.submit}
    </Button>
  );
  return (
    <Dialog isOpen onClose={onClose} title={schedule === undefined ? words.new : words.edit} actions={save}>
      {graph === undefined || me === undefined ? (
        <Skeleton className="h-80" />
      ) : (
        <Form
          id={formId}
          graph={graph}
          me={me}
          {...(schedule && { schedule })}
          onBusy={setIsBusy}
          onSaved={onClose}
        />
      )}
    </Dialog>
  );
}

interface FormProps {
  id: string;
  graph: GraphRead;
  me: UserRead;
  schedule?: ScheduleRead;
  onBusy: (isBusy: boolean) => void;
  onSaved: () => void;
}

function Form({ id, graph, me, schedule, onBusy, onSaved }: FormProps) {
  const [name, setName] = useState(schedule?.name ?? "");
  const [when, setWhen] = useState(() => (schedule ? whenOf(schedule) : fresh(me.timezone)));
  const [missed, setMissed] = useState(schedule?.missed ?? "once");
  const [presetId, setPresetId] = useState(schedule?.preset_id ?? null);
  const [values, setValues] = useState<Record<string, unknown>>(schedule?.inputs ?? {});
  const [isChecked, setIsChecked] = useState(false);
  const { data: presets = [] } = useQuery(presetsQuery(graph.id));
  const inputs = inputsOf(graph.input_schema);
  const times = timesOf(when);
  const saving = useMutation({
    mutationFn: () => {
      const body = {
        ...times,
        name: name.trim(),
        timezone: when.timezone.trim(),
        missed,
        preset_id: presetId,
        inputs: presetId === null ? filledIn(values) : {},
        is_enabled: schedule?.is_enabled ?? true,
      };
      return schedule === undefined
        ? schedules.add({ ...body, graph_id: graph.id })
        : schedules.change(schedule.id, body);
    },
    meta: { showsError: true },
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: (saved) => {
      toast.success(fill(automation.schedules.saved, { name: saved.name || saved.words }));
      onSaved();
    },
  });
  const isWell = presetId !== null || inputs.every((input) => problemIn(input, values[input.name]) === null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (times !== null && isWell) saving.mutate();
  };
  const choices = [
    { value: OWN, label: words.own },
    ...presets.map((preset) => ({ value: preset.id, label: preset.name })),
  ];
  return (
    <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4 pb-1">
      {saving.error !== null && <Notice tone="danger">{saving.error.message}</Notice>}
      <WhenFields when={when} onChange={setWhen} />
      {presets.length > 0 && (
        <Field label={words.preset}>
          <Select
            value={presetId ?? OWN}
            choices={choices}
            onChange={(next) => setPresetId(next === OWN ? null : next)}
          />
        </Field>
      )}
      {presetId === null && (
        <InputsFields inputs={inputs} values={values} isChecked={isChecked} onChange={setValues} />
      )}
      <Field label={words.missed} hint={words.missedHint}>
        <Select value={missed} choices={POLICIES} onChange={setMissed} />
      </Field>
      <Field label={words.name} hint={words.nameHint}>
        <Input
          value={name}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
    </form>
  );
}
