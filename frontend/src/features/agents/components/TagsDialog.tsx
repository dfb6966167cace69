import { useState } from "react";
import type { GraphSummary } from "@/api/schema";
import { usePlacing } from "@/features/agents/hooks/usePlacing";
import { tagsOf } from "@/features/runs/lib/tags";
import { library } from "@/text/en/library";
import { fill } from "@/text/fill";
import { Field } from "@/ui/Field";
import { FormDialog } from "@/ui/FormDialog";
import { Input } from "@/ui/Input";

interface TagsDialogProps {
  agent: GraphSummary;
  onClose: () => void;
}

export function TagsDialog({ agent, onClose }: TagsDialogProps) {
  const [text, setText] = useState(agent.tags.join(", "));
  const { tag, isPending } = usePlacing();
  return (
    <FormDialog
      onClose={onClose}
      onSubmit={() => tag(agent, tagsOf(text), onClose)}
      saving={{ isPending, error: null }}
      fields={[]}
      width="small"
      title={fill(library.tags.title, { name: agent.name })}
    >
      {() => (
        <Field label={library.tags.label} hint={library.tags.hint}>
          <Input value={text} maxLength={600} onChange={(event) => setText(event.target.value)} />
        </Field>
      )}
    </FormDialog>
  );
}
