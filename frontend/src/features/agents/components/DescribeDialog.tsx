import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { VersionSummary } from "@/api/schema";
import { describeVersion } from "@/features/agents/api";
import { agent } from "@/text/en/agent";
import { fill } from "@/text/fill";
import { Field } from "@/ui/Field";
import { FormDialog } from "@/ui/FormDialog";
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
  const saving = useMutation({
    mutationFn: () => describeVersion(graphId, version.version, { label: label.trim(), notes }),
    meta: { showsError: true },
    onSuccess: onClose,
  });
  return (
    <FormDialog
      onClose={onClose}
      onSubmit={() => saving.mutate()}
      saving={saving}
      fields={["label", "notes"]}
      title={fill(words.renameTitle, { number: version.version })}
    >
      {(errors) => (
        <>
          <Field label={words.label} hint={words.labelHint} error={errors.label}>
            <Input value={label} maxLength={80} onChange={(event) => setLabel(event.target.value)} />
          </Field>
          <Field label={words.notes} error={errors.notes}>
            <TextArea value={notes} maxLength={2000} onChange={(event) => setNotes(event.target.value)} />
          </Field>
        </>
      )}
    </FormDialog>
  );
}
