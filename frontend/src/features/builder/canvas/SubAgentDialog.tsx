import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, data } from "@/api/client";
import { present, selection } from "@/features/builder/canvas/actions";
import { focusNode } from "@/features/builder/canvas/focus";
import { type Extraction, extraction, withSubAgent } from "@/features/builder/lib/subAgent";
import { toApi } from "@/features/builder/lib/toApi";
import { blocksNow } from "@/features/builder/store/blocks";
import { apply, select } from "@/features/builder/store/document";
import { builder } from "@/text/en/builder";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { toast } from "@/ui/toast";

const text = builder.subAgent;

/** The selection becomes an agent of its own, and a node that runs it. */
export function SubAgentDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const queries = useQueryClient();
  const made = useMutation({
    mutationFn: async (taken: Extraction) => {
      const body = { ...toApi(taken.child), label: "", notes: "", draft: false };
      return { taken, agent: await data(api.POST("/api/v1/graphs", { body })) };
    },
    onSuccess: ({ taken, agent }) => {
      const done = withSubAgent(present(), taken, agent, blocksNow());
      if (done === null) return;
      apply(() => done.document);
      select([done.nodeId]);
      focusNode(done.nodeId);
      void queries.invalidateQueries({ queryKey: ["graphs"] });
      toast.success(fill(text.done, { name: agent.name }));
      onClose();
    },
  });
  const make = () => {
    const taken = extraction(present(), selection(), blocksNow(), name.trim());
    if (typeof taken === "string") toast.error(text[taken]);
    else made.mutate(taken);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={text.title}
      description={text.text}
      actions={
        <>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <Button kind="primary" disabled={name.trim() === ""} isBusy={made.isPending} onClick={make}>
            {text.action}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") make();
        }}
      >
        <Field label={text.name} isRequired>
          <Input value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
