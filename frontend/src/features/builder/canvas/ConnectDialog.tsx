import { Command } from "cmdk";
import { useState } from "react";
import { present } from "@/features/builder/canvas/actions";
import { focusNode } from "@/features/builder/canvas/focus";
import { kindText } from "@/features/builder/canvas/pinText";
import { Tile } from "@/features/builder/canvas/Tile";
import { connect } from "@/features/builder/canvas/useConnecting";
import { type OpenEnd, type Partner, partners } from "@/features/builder/lib/fitting";
import { inputPins, outputPins, type Pin } from "@/features/builder/lib/pins";
import { CARD, positionOf, titleOf } from "@/features/builder/lib/place";
import { mapping, valuesPinOf } from "@/features/builder/inspector/lib/template";
import { textOf } from "@/features/builder/lib/json";
import { apply } from "@/features/builder/store/document";
import { useBlocks } from "@/features/builder/store/blocks";
import { setCanvas, useCanvas } from "@/features/builder/store/canvas";
import type { BuilderNode } from "@/features/builder/types";
import { builder } from "@/text/en/builder";
import { fill } from "@/text/fill";
import { Dialog } from "@/ui/Dialog";
import { ITEM } from "@/ui/menuClasses";
import { searchedList } from "@/ui/searchedList";

const text = builder.connect;
const LIST =
  "max-h-[45vh] overflow-y-auto [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint";
const LINE = `${ITEM} h-9 text-sm opacity-100! data-[selected=true]:bg-subtle`;

/** Linking without a pointer: first the pin of the node, then one of the pins that fit it. */
export function ConnectDialog() {
  const connecting = useCanvas((state) => state.connecting);
  if (connecting === null) return null;
  return <Open key={connecting.nodeId} nodeId={connecting.nodeId} given={connecting.end} />;
}

function Open({ nodeId, given }: { nodeId: string; given: OpenEnd | undefined }) {
  const blocks = useBlocks();
  const [end, setEnd] = useState<OpenEnd | undefined>(given);
  const node = present().nodes.find((one) => one.id === nodeId);
  const block = node && blocks.get(node.blockId);
  const close = () => {
    setCanvas({ connecting: null });
    focusNode(nodeId);
  };
  if (node === undefined || block === undefined) return null;
  return (
    <Dialog
      isOpen
      onClose={close}
      title={fill(text.title, { node: titleOf(node, block) })}
      description={end ? text.partner : text.pin}
    >
      <Command ref={searchedList} key={end?.pin ?? ""} label={end ? text.partner : text.pin} loop>
        <Command.Input
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the dialog is for this list
          autoFocus
          placeholder={text.search}
          className="mb-2 h-9 w-full rounded-md border border-line-strong bg-surface px-2.5 text-sm placeholder:text-faint"
        />
        <Command.List className={LIST}>
          {end === undefined ? (
            <OwnPins node={node} onChoose={setEnd} />
          ) : (
            <Partners end={end} node={node} onDone={close} />
          )}
        </Command.List>
      </Command>
    </Dialog>
  );
}

function OwnPins({ node, onChoose }: { node: BuilderNode; onChoose: (end: OpenEnd) => void }) {
  const block = useBlocks().get(node.blockId);
  if (block === undefined) return null;
  const sides = [
    { heading: text.outputs, side: "source" as const, pins: outputPins(node, block) },
    {
      heading: text.inputs,
      side: "sink" as const,
      pins: inputPins(node, block).filter((pin) => !pin.isSecret),
    },
  ];
  return sides.map(({ heading, side, pins }) => (
    <Command.Group key={side} heading={heading}>
      {pins.map((pin) => (
        <Command.Item
          key={pin.name}
          value={`${side} ${pin.name}`}
          keywords={[pin.title]}
          className={LINE}
          onSelect={() => onChoose({ nodeId: node.id, pin: pin.name, side })}
        >
          <PinName pin={pin} />
        </Command.Item>
      ))}
    </Command.Group>
  ));
}

function Partners({ end, node, onDone }: { end: OpenEnd; node: BuilderNode; onDone: () => void }) {
  const blocks = useBlocks();
  const found = partners(present(), blocks, end);
  const add = () => {
    setCanvas({ connecting: null });
    const { x, y } = positionOf(node);
    const at = { x: end.side === "source" ? x + CARD.width + 90 : x - 90, y: y + 40 };
    const screen = { x: window.innerWidth / 2 - 150, y: window.innerHeight / 4 };
    setCanvas({ quick: { kind: "end", end, at, screen } });
  };
  return (
    <>
      {found.length === 0 && <p className="px-2 py-3 text-sm text-faint">{text.none}</p>}
      {[...Map.groupBy(found, (partner) => partner.node)].map(([other, list]) => (
        <Command.Group key={other.id} heading={titleOf(other, blocks.get(other.blockId))}>
          {list.map((partner) => (
            <PartnerLine key={partner.pin.name} partner={partner} onDone={onDone} />
          ))}
          {end.side === "source" &&
            list.map((partner) => <TextLine key={partner.pin.name} partner={partner} onDone={onDone} />)}
        </Command.Group>
      ))}
      <Command.Item value="add" keywords={[text.add]} className={LINE} onSelect={add}>
        {text.add}
      </Command.Item>
    </>
  );
}

function PartnerLine({ partner, onDone }: { partner: Partner; onDone: () => void }) {
  const block = useBlocks().get(partner.node.blockId);
  return (
    <Command.Item
      value={`${partner.node.id} ${partner.pin.name}`}
      keywords={[titleOf(partner.node, block), partner.pin.title]}
      className={LINE}
      onSelect={() => {
        if (connect(partner.ends)) onDone();
      }}
    >
      <Tile block={block} className="size-6!" />
      <PinName pin={partner.pin} />
    </Command.Item>
  );
}

/** Into the text of a template, at its end, beside what stands there. */
function TextLine({ partner: { node, pin, ends }, onDone }: { partner: Partner; onDone: () => void }) {
  const blocks = useBlocks();
  const block = blocks.get(node.blockId);
  const valuesPin = block === undefined ? null : valuesPinOf(inputPins(node, block), pin.name);
  if (valuesPin === null) return null;
  const label = fill(text.intoText, { pin: pin.title });
  const choose = () => {
    const own = textOf(node.inputDefault[pin.name] ?? pin.schema.default);
    const target = { textPin: pin.name, valuesPin, text: own, caret: own.length };
    apply(mapping(ends, target, present(), blocks).change);
    onDone();
  };
  return (
    <Command.Item
      value={`${node.id} ${pin.name} text`}
      keywords={[titleOf(node, block), label]}
      className={LINE}
      onSelect={choose}
    >
      <Tile block={block} className="size-6!" />
      <span className="flex-1 truncate">{label}</span>
      <code className="text-xs text-faint">{"{{ }}"}</code>
    </Command.Item>
  );
}

function PinName({ pin }: { pin: Pin }) {
  return (
    <>
      <span className="flex-1 truncate">{pin.title}</span>
      <span className="text-xs text-faint">{kindText(pin.schema)}</span>
    </>
  );
}
