import { type SubmitEvent, useId, useState } from "react";
import { formPins, pathText, titleOf } from "@/features/builder/inspector/lib/form";
import { runUpTo } from "@/features/builder/run/begin";
import { closeDialog } from "@/features/builder/run/dialogs";
import { linkedValues } from "@/features/builder/run/lib/given";
import { lacksInput } from "@/features/builder/run/lib/upTo";
import { startRun } from "@/features/builder/run/start";
import { useDocument, useNode } from "@/features/builder/store/document";
import { runStore } from "@/features/builder/store/run";
import type { Blocks } from "@/features/builder/types";
import { ValueField } from "@/fields/ValueField";
import { run } from "@/text/en/run";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Notice } from "@/ui/Page";

type Values = Record<string, unknown>;

/** Run one step alone: what links would give it can be looked at and changed first. */
export function OneNodeDialog({ nodeId, blocks }: { nodeId: string; blocks: Blocks }) {
  const formId = useId();
  const node = useNode(nodeId);
  const document = useDocument((one) => one);
  const [values, setValues] = useState<Values>(() =>
    node === undefined ? {} : linkedValues(node, document, runStore.getState()),
  );
  const [isBusy, setIsBusy] = useState(false);
  const results = runStore.getState();
  const block = node && blocks.get(node.blockId);
  if (node === undefined || block === undefined) return null;
  const pins = formPins(node, block, document.links);
  const linked = pins.filter((pin) => pin.link !== null || pin.isAskedOfPerson || pin.problem !== null);
  const parts = pins.flatMap((pin) => pin.partLinks.map((link) => link.sinkName));
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setIsBusy(true);
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    const hasStarted = await startRun({}, { only: { nodeId, values: Object.fromEntries(given) } });
    setIsBusy(false);
    if (hasStarted) closeDialog();
  };
  const isLacking = lacksInput(document, nodeId, linkedValues(node, document, results), results.stale);
  const runWhatItLacks = () => {
    closeDialog();
    void runUpTo(nodeId);
  };
  const set = (name: string) => (value: unknown) => setValues({ ...values, [name]: value });
  return (
    <Dialog
      isOpen
      onClose={closeDialog}
      title={fill(run.one.title, { name: titleOf(node, blocks) })}
      description={run.one.intro}
      actions={
        <Button type="submit" form={formId} kind="primary" isBusy={isBusy}>
          {run.one.start}
        </Button>
      }
    >
      {isLacking && (
        <div className="mb-4">
          <Notice tone="info">
            <p>{run.one.lacking}</p>
            <Button size="small" className="mt-2" onClick={runWhatItLacks}>
              {run.one.runLacking}
            </Button>
          </Notice>
        </div>
      )}
      <form
        id={formId}
        noValidate
        onSubmit={(event) => void submit(event)}
        className="flex flex-col gap-4 pb-2"
      >
        {linked.map((pin) => (
          <ValueField
            key={pin.name}
            label={pin.label}
            hint={pin.schema.description ?? ""}
            schema={pin.schema}
            value={values[pin.name] ?? (pin.link === null ? pin.value : undefined)}
            isRequired={pin.isRequired}
            onChange={set(pin.name)}
          />
        ))}
        {parts.map((name) => (
          <ValueField
            key={name}
            label={pathText(name)}
            schema={{}}
            value={values[name]}
            onChange={set(name)}
          />
        ))}
      </form>
    </Dialog>
  );
}
