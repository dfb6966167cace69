import { type SubmitEvent, useId, useState } from "react";
import { pathText, titleOf } from "@/features/builder/inspector/lib/form";
import { findPin, outputPins } from "@/features/builder/lib/pins";
import { closeDialog } from "@/features/builder/run/dialogs";
import { editValue } from "@/features/builder/run/editing";
import { lastOutput, readPath } from "@/features/builder/run/lib/given";
import { splitPin } from "@/features/builder/lib/pins";
import { runStore } from "@/features/builder/store/run";
import { useNode } from "@/features/builder/store/document";
import type { Blocks } from "@/features/builder/types";
import { problemOf } from "@/fields/lib/problem";
import { sentence } from "@/fields/lib/sentence";
import { readJson } from "@/fields/lib/text";
import { run } from "@/text/en/run";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";

const words = run.edit;

interface EditValueDialogProps {
  nodeId: string;
  /** With its path. */
  pin: string;
  blocks: Blocks;
}

/** Change one value that a step gave: text as it is, anything else as JSON. */
export function EditValueDialog({ nodeId, pin, blocks }: EditValueDialogProps) {
  const formId = useId();
  const node = useNode(nodeId);
  const [was] = useState(() => valueOf(nodeId, pin));
  const isText = typeof was === "string";
  const [text, setText] = useState(() => (isText ? was : JSON.stringify(was ?? null, null, 2)));
  const block = node && blocks.get(node.blockId);
  if (node === undefined || block === undefined) return null;
  const read = isText ? { isGood: true as const, value: text } : readJson(text);
  const schema = findPin(outputPins(node, block), pin)?.schema ?? {};
  const problem = read.isGood
    ? sentence(problemOf(read.value, { ...schema }, {}))
    : fill(words.wrong, { line: read.line, column: read.column });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!read.isGood || problem !== undefined) return;
    if (editValue(nodeId, pin, read.value)) closeDialog();
  };
  return (
    <Dialog
      isOpen
      onClose={closeDialog}
      width="large"
      title={fill(words.title, { node: titleOf(node, blocks), pin: pathText(pin) })}
      description={words.intro}
      actions={
        <Button type="submit" form={formId} kind="primary" disabled={!read.isGood || problem !== undefined}>
          {words.save}
        </Button>
      }
    >
      <form id={formId} noValidate onSubmit={submit}>
        <Field label={isText ? words.text : words.json} error={problem}>
          <TextArea
            rows={12}
            className={isText ? "" : "font-mono"}
            spellCheck={isText}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}

function valueOf(nodeId: string, pin: string): unknown {
  const { base, path } = splitPin(pin);
  return readPath(lastOutput(runStore.getState(), nodeId, base), path);
}
