import { type SubmitEvent, useId, useState } from "react";
import type { GraphSummary } from "@/api/schema";
import { usePlacing } from "@/features/agents/hooks/usePlacing";
import { tagsOf } from "@/features/runs/lib/tags";
import { library } from "@/text/en/library";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";

interface TagsDialogProps {
  agent: GraphSummary;
  onClose: () => void;
}

export function TagsDialog({ agent, onClose }: TagsDialogProps) {
  const [text, setText] = useState(agent.tags.join(", "));
  const { tag, isPending } = usePlacing();
  const formId = useId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    tag(agent, tagsOf(text), onClose);
  };
  const save = (
    <Button type="submit" form={formId} kind="primary" isBusy={isPending}>
      {ui.save}
    </Button>
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="small"
      title={fill(library.tags.title, { name: agent.name })}
      actions={save}
    >
      <form id={formId} onSubmit={submit}>
        <Field label={library.tags.label} hint={library.tags.hint}>
          <Input value={text} maxLength={600} onChange={(event) => setText(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
