import { type SubmitEvent, useId, useState } from "react";
import { titleOf } from "@/features/builder/inspector/lib/form";
import { previewOf } from "@/features/builder/lib/preview";
import { stream } from "@/features/builder/lib/walk";
import { runUpTo } from "@/features/builder/run/begin";
import { closeDialog } from "@/features/builder/run/dialogs";
import { keepItems, knownItems } from "@/features/builder/run/items";
import { itemPin, typedItem } from "@/features/builder/run/lib/items";
import { useDocument } from "@/features/builder/store/document";
import type { Blocks, BuilderDocument } from "@/features/builder/types";
import { ValueField } from "@/fields/ValueField";
import { run } from "@/text/en/run";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Select } from "@/ui/Select";

const words = run.item;
const TYPED = "typed";
const MOST_OFFERED = 200;

interface OneItemDialogProps {
  /** The step that hands on the items. */
  nodeId: string;
  /** The step to run up to, if one was chosen. */
  until?: string | undefined;
  blocks: Blocks;
}

/** Run what follows a list with one of its items, from the last run or typed. */
export function OneItemDialog({ nodeId, until, blocks }: OneItemDialogProps) {
  const formId = useId();
  const document = useDocument((one) => one);
  const [items] = useState(() => knownItems(nodeId));
  const [place, setPlace] = useState(items.length > 0 ? "0" : TYPED);
  const [typed, setTyped] = useState<unknown>(undefined);
  const behind = stepsBehind(document, nodeId, blocks);
  const [last, setLast] = useState(until ?? behind[0]?.value ?? "");
  const node = document.nodes.find((one) => one.id === nodeId);
  if (node === undefined) return null;
  const pin = itemPin(items);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const item = items[Number(place)] ?? typedItem(typed ?? null, pin, items);
    closeDialog();
    keepItems(nodeId, items);
    void runUpTo(last, { [nodeId]: item });
  };
  const offered = items.slice(0, MOST_OFFERED).map((item, at) => ({
    value: String(at),
    label: `${at + 1} · ${previewOf(item.find(([name]) => name === pin)?.[1])}`,
  }));
  return (
    <Dialog
      isOpen
      onClose={closeDialog}
      title={fill(words.title, { name: titleOf(node, blocks) })}
      description={words.intro}
      actions={
        <Button type="submit" form={formId} kind="primary" disabled={last === ""}>
          {words.start}
        </Button>
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4 pb-2">
        <Field label={words.item} {...(items.length === 0 && { hint: words.noItems })}>
          <Select
            value={place}
            choices={[...offered, { value: TYPED, label: words.typed }]}
            onChange={setPlace}
          />
        </Field>
        {place === TYPED && <ValueField label={words.value} schema={{}} value={typed} onChange={setTyped} />}
        <Field label={words.until} hint={behind.length === 0 ? words.nothingBehind : words.untilHint}>
          <Select value={last} choices={behind} onChange={setLast} isDisabled={behind.length === 0} />
        </Field>
      </form>
    </Dialog>
  );
}

/** The steps that the items reach, nearest first. */
function stepsBehind(document: BuilderDocument, nodeId: string, blocks: Blocks) {
  const titles = new Map(document.nodes.map((node) => [node.id, titleOf(node, blocks)]));
  const ids = [...stream(document, [nodeId], "right")].filter((id) => id !== nodeId);
  return ids.map((id) => ({ value: id, label: titles.get(id) ?? id }));
}
