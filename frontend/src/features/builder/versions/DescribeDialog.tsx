import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, data } from "@/api/client";
import { fieldErrors } from "@/api/error";
import type { VersionSummary } from "@/api/schema";
import { builder } from "@/text/en/builder";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input, TextArea } from "@/ui/Input";

const text = builder.history;
const FORM = "describe-version";

interface DescribeProps {
  graphId: string;
  version: VersionSummary;
  onClose: () => void;
}

/** The name and the notes of a version; what it holds never changes. */
export function DescribeDialog({ graphId, version, onClose }: DescribeProps) {
  const [label, setLabel] = useState(version.label);
  const [notes, setNotes] = useState(version.notes);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => {
      const params = { path: { graph_id: graphId, number: version.version } };
      return data(
        api.PATCH("/api/v1/graphs/{graph_id}/versions/{number}", { params, body: { label, notes } }),
      );
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["graphs", graphId, "versions"] });
      onClose();
    },
  });
  const errors = fieldErrors(save.error);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={fill(text.describe, { number: version.version })}
      width="small"
      actions={
        <>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <Button kind="primary" type="submit" form={FORM} isBusy={save.isPending}>
            {ui.save}
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Field label={text.label} error={errors.label}>
          <Input value={label} maxLength={80} onChange={(event) => setLabel(event.target.value)} />
        </Field>
        <Field label={text.notes} error={errors.notes}>
          <TextArea value={notes} maxLength={2000} onChange={(event) => setNotes(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
