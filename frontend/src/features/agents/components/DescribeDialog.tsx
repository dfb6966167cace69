import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useId, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { VersionSummary } from "@/api/schema";
import { describeVersion } from "@/features/agents/api";
import { agent } from "@/text/en/agent";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input, TextArea } from "@/ui/Input";

const words = agent.versions;

interface DescribeDialogProps {
  graphId: string;
  version: VersionSummary;
  onClose: () => void;
}

/** Name and notes of a version; what is in it never changes. */
export function DescribeDialog({ graphId, version, onClose }: DescribeDialogProps) {
  const [label, setLabel] = useState(version.label);
  const [notes, setNotes] = useState(version.notes);
  const formId = useId();
  const saving = useMutation({
    mutationFn: () => describeVersion(graphId, version.version, { label: label.trim(), notes }),
    onSuccess: onClose,
  });
  const errors = fieldErrors(saving.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const save = (
    <Button type="submit" form={formId} kind="primary" isBusy={saving.isPending}>
      {ui.save}
    </Button>
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={fill(words.renameTitle, { number: version.version })}
      actions={save}
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        <Field label={words.label} hint={words.labelHint} error={errors.label}>
          <Input value={label} maxLength={80} onChange={(event) => setLabel(event.target.value)} />
        </Field>
        <Field label={words.notes} error={errors.notes}>
          <TextArea value={notes} maxLength={2000} onChange={(event) => setNotes(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
