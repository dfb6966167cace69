import { useState } from "react";
import { linking } from "@/features/builder/lib/edit";
import type { Ends } from "@/features/builder/lib/canConnect";
import { kindOf } from "@/features/builder/lib/fit";
import { findPin, inputPins, joinPin, splitPin } from "@/features/builder/lib/pins";
import { blocksNow } from "@/features/builder/store/blocks";
import { setCanvas, useCanvas } from "@/features/builder/store/canvas";
import { apply, documentStore } from "@/features/builder/store/document";
import { present } from "@/features/builder/canvas/actions";
import { builder } from "@/text/en/builder";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";

const text = builder.part;

/** A value goes into an object or a list: as which entry or item? */
export function PartDialog() {
  const ends = useCanvas((state) => state.part);
  return ends === null ? null : <Open ends={ends} />;
}

function Open({ ends }: { ends: Ends }) {
  const node = present().nodes.find((one) => one.id === ends.sinkId);
  const block = node && blocksNow().get(node.blockId);
  const pin = node && block && findPin(inputPins(node, block), ends.sinkName);
  const isList = pin !== undefined && kindOf(pin.schema) === "list";
  const [key, setKey] = useState(() => (isList ? String(nextItem(ends)) : nameFor(ends)));
  const close = () => setCanvas({ part: null });
  const isFine = isList ? /^\d{1,4}$/.test(key) : key.trim() !== "" && key.length <= 80;
  const connect = (name: string) => {
    apply(linking({ ...ends, sinkName: name }, blocksNow()));
    close();
  };
  const connectPart = () => {
    if (isFine) connect(joinPin(ends.sinkName, [{ kind: isList ? "$" : "#", key: key.trim() }]));
  };
  return (
    <Dialog
      isOpen
      onClose={close}
      title={text.title}
      description={fill(text.text, { pin: pin?.title ?? ends.sinkName })}
      width="small"
      actions={
        <>
          <Button onClick={close}>{ui.cancel}</Button>
          <Button onClick={() => connect(ends.sinkName)}>{text.whole}</Button>
          <Button kind="primary" disabled={!isFine} onClick={connectPart}>
            {text.action}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          connectPart();
        }}
      >
        <Field label={isList ? text.itemNumber : text.entryName} isRequired>
          <Input
            value={key}
            inputMode={isList ? "numeric" : "text"}
            onChange={(event) => setKey(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}

/** The name of the input that it comes from, else that of its pin. */
function nameFor({ sourceId, sourceName }: Ends): string {
  const node = present().nodes.find((one) => one.id === sourceId);
  const own = node && blocksNow().get(node.blockId)?.kind === "input" ? node.inputDefault.name : undefined;
  const { base, path } = splitPin(sourceName);
  return typeof own === "string" && own !== "" ? own : (path.at(-1)?.key ?? base);
}

function nextItem({ sinkId, sinkName }: Ends): number {
  const { links } = documentStore.getState().history.present;
  const taken = links
    .filter((link) => link.sinkId === sinkId)
    .map((link) => splitPin(link.sinkName))
    .filter(({ base, path }) => base === sinkName && path[0]?.kind === "$")
    .map(({ path }) => Number(path[0]?.key));
  return taken.length === 0 ? 0 : Math.max(...taken) + 1;
}
