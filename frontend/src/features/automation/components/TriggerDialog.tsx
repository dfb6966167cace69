import { useMutation, useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useId, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { TriggerRead, TriggerWithSecret, TriggerWriteProviderEnum } from "@/api/schema";
import { graphQuery } from "@/features/agents/api";
import { presetsQuery, triggers } from "@/features/automation/api";
import { FilterFields } from "@/features/automation/components/FilterFields";
import {
  eventsIn,
  filterRows,
  filtersOf,
  PROVIDERS,
  onlySenderOf,
  senderOf,
} from "@/features/automation/lib/trigger";
import { providerName } from "@/features/automation/lib/words";
import { automation } from "@/text/en/automation";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input, PasswordInput, TextArea } from "@/ui/Input";
import { Notice } from "@/ui/Page";
import { Select } from "@/ui/Select";
import { toast } from "@/ui/toast";

const words = automation.trigger;
const PAYLOAD = "payload";
const NO_PRESET = "none";

interface TriggerDialogProps {
  graphId: string;
  trigger?: TriggerRead;
  onMade: (trigger: TriggerWithSecret) => void;
  onClose: () => void;
}

/** What calls an agent, and for which events it starts. */
export function TriggerDialog({ graphId, trigger, onMade, onClose }: TriggerDialogProps) {
  const formId = useId();
  const nodes = useTriggerNodes(graphId);
  const { data: presets = [] } = useQuery(presetsQuery(graphId));
  const [node, setNode] = useState(PAYLOAD);
  const [provider, setProvider] = useState<TriggerWriteProviderEnum>("generic_webhook");
  const [events, setEvents] = useState(trigger?.events.join("\n") ?? "");
  const [resource, setResource] = useState(trigger?.resource ?? "");
  const [secret, setSecret] = useState("");
  const [presetId, setPresetId] = useState(trigger?.preset_id ?? null);
  const [rows, setRows] = useState(() => filterRows(trigger?.filters ?? []));
  const ofNode = nodes.find(({ value }) => value === node)?.provider ?? null;
  const takesAny = node === PAYLOAD || ofNode === null;
  const slug = trigger?.provider ?? (takesAny ? provider : ofNode);
  const sender = senderOf(slug);
  const resourceWords = sender.resource && words.resources[sender.resource];
  const saving = useMutation({
    mutationFn: async () => {
      const body = {
        events: eventsIn(events),
        filters: filtersOf(rows),
        resource: resourceWords ? resource.trim() : "",
        preset_id: presetId,
      };
      if (trigger !== undefined) {
        await triggers.change(trigger.id, body);
        return null;
      }
      return triggers.add({
        ...body,
        graph_id: graphId,
        ...(takesAny && { provider }),
        ...(node !== PAYLOAD && { node_id: node }),
        ...(sender.secret && secret !== "" && { secret }),
      });
    },
    meta: { showsError: true },
    gcTime: 0, // the secret is nowhere once it was shown
    onSuccess: (made) => {
      if (made === null) toast.success(words.saved);
      else onMade(made);
      onClose();
    },
  });
  const errors = fieldErrors(saving.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={trigger === undefined ? words.new : words.edit}
      actions={
        <Button type="submit" form={formId} kind="primary" isBusy={saving.isPending}>
          {trigger === undefined ? words.submit : words.save}
        </Button>
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4 pb-1">
        {saving.error !== null && <Notice tone="danger">{saving.error.message}</Notice>}
        {trigger === undefined && nodes.length > 0 && (
          <Field label={words.node}>
            <Select
              value={node}
              choices={[{ value: PAYLOAD, label: words.payloadInput }, ...nodes]}
              onChange={setNode}
            />
          </Field>
        )}
        {trigger === undefined && takesAny && (
          <Field label={words.sender} {...(nodes.length === 0 && { hint: words.payloadInput })}>
            <Select
              value={provider}
              choices={PROVIDERS.map((value) => ({ value, label: providerName(value) }))}
              onChange={setProvider}
            />
          </Field>
        )}
        {resourceWords && (
          <Field {...resourceWords} error={errors.resource}>
            <Input
              value={resource}
              maxLength={300}
              autoComplete="off"
              onChange={(event) => setResource(event.target.value)}
            />
          </Field>
        )}
        {trigger === undefined && sender.secret && (
          <Field
            label={words.secret}
            hint={fill(sender.secret === "theirs" ? words.secretHint : words.secretEitherHint, {
              provider: providerName(slug),
            })}
            error={errors.secret}
          >
            <PasswordInput
              value={secret}
              autoComplete="new-password"
              onChange={(event) => setSecret(event.target.value)}
            />
          </Field>
        )}
        <Field label={words.events} hint={words.eventsHint} error={errors.events}>
          <TextArea
            rows={2}
            value={events}
            spellCheck={false}
            className="font-mono text-xs!"
            onChange={(event) => setEvents(event.target.value)}
          />
        </Field>
        {presets.length > 0 && (
          <Field label={words.preset} error={errors.preset_id}>
            <Select
              value={presetId ?? NO_PRESET}
              choices={[
                { value: NO_PRESET, label: words.noPreset },
                ...presets.map((preset) => ({ value: preset.id, label: preset.name })),
              ]}
              onChange={(next) => setPresetId(next === NO_PRESET ? null : next)}
            />
          </Field>
        )}
        <FilterFields rows={rows} onChange={setRows} />
      </form>
    </Dialog>
  );
}

interface TriggerNode {
  value: string;
  label: string;
  provider: string | null;
}

/** The steps of an agent that events start. */
function useTriggerNodes(graphId: string): TriggerNode[] {
  const { data: graph } = useQuery(graphQuery(graphId));
  return (graph?.trigger_nodes ?? []).map(({ node_id: value, name: label, provider }) => {
    return { value, label, provider: onlySenderOf({ called_by: provider }) };
  });
}
