import clsx from "clsx";
import { Link2, RotateCcw, Unlink, User } from "lucide-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { connect } from "@/features/builder/canvas/useConnecting";
import { type TakesOutput, TemplateEditor } from "@/features/builder/inspector/components/TemplateEditor";
import { valuesPinOf } from "@/features/builder/inspector/lib/template";
import { kindOf } from "@/features/builder/lib/fit";
import { inputPins } from "@/features/builder/lib/pins";
import { objectOf } from "@/features/builder/lib/json";
import { link as linked, setInput, unlink } from "@/features/builder/inspector/lib/changes";
import { type FormPin, isInner, pathText, sourceOf } from "@/features/builder/inspector/lib/form";
import { droppedOutput, hasOutput } from "@/features/builder/run/dragging";
import { useNodeProblems } from "@/features/builder/store/problems";
import { openConnect } from "@/features/builder/store/canvas";
import { apply, select, useDocument } from "@/features/builder/store/document";
import type { Blocks, BuilderLink, BuilderNode } from "@/features/builder/types";
import { sentence } from "@/fields/lib/sentence";
import { toText } from "@/fields/lib/text";
import { ValueField } from "@/fields/ValueField";
import { fields } from "@/text/en/fields";
import { inspector } from "@/text/en/inspector";
import { fill } from "@/text/fill";
import { IconButton } from "@/ui/Button";

interface PinFieldProps {
  node: BuilderNode;
  pin: FormPin;
  blocks: Blocks;
  isReadOnly: boolean;
}

/** One parameter: its control, or what is linked into it. */
export function PinField({ node, pin, blocks, isReadOnly }: PinFieldProps) {
  const told = useNodeProblems(node.id)?.[pin.name];
  const [isOver, setIsOver] = useState(false);
  const editor = useRef<TakesOutput>(null);
  const block = blocks.get(node.blockId);
  const valuesPin = block === undefined ? null : valuesPinOf(inputPins(node, block), pin.name);
  const isTemplate = valuesPin !== null && pin.link === null && !pin.isAskedOfPerson;
  const set = (value: unknown) => {
    const change = isInner(node, pin.name)
      ? setInput(node.id, "inputs", inner(node, pin.name, value))
      : setInput(node.id, pin.name, value);
    apply(change, `input:${node.id}:${pin.name}`);
  };
  const drop = (event: DragEvent) => {
    setIsOver(false);
    const output = droppedOutput(event);
    if (isReadOnly || output === null || output.nodeId === node.id) return;
    event.preventDefault();
    const ends = { sourceId: output.nodeId, sourceName: output.pin, sinkId: node.id, sinkName: pin.name };
    const isOfParts = pin.link === null && ["object", "list"].includes(kindOf({ ...pin.schema }));
    if (editor.current !== null) editor.current.take(output, { x: event.clientX, y: event.clientY });
    else if (isOfParts) connect(ends);
    else apply(linked(ends, blocks));
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- by keyboard the link button does the same
    <div
      data-pin={pin.name}
      className={clsx("rounded-md", isOver && "outline-2 outline-offset-4 outline-accent outline-dashed")}
      onDragOver={(event) => {
        if (isReadOnly || !hasOutput(event)) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <ValueField
        label={pin.label}
        schema={pin.schema}
        value={pin.value}
        onChange={set}
        isRequired={pin.isRequired}
        isDisabled={isReadOnly}
        problem={sentence(pin.problem) ?? told}
        hint={hintOf(pin)}
        aside={<Aside nodeId={node.id} pin={pin} onReset={isReadOnly ? null : () => set(undefined)} />}
        columns={columnsOf(node)}
        {...(pin.link !== null && {
          instead: <Source link={pin.link} label={pin.label} blocks={blocks} isReadOnly={isReadOnly} />,
        })}
        {...(isTemplate && {
          instead: (
            <TemplateEditor
              ref={editor}
              node={node}
              pin={pin}
              template={{ textPin: pin.name, valuesPin }}
              blocks={blocks}
              isReadOnly={isReadOnly}
            />
          ),
        })}
        {...(pin.isAskedOfPerson && pin.link === null && { instead: <Asked /> })}
      />
      {pin.partLinks.length > 0 && <Parts pin={pin} blocks={blocks} isReadOnly={isReadOnly} />}
    </div>
  );
}

function Aside({ nodeId, pin, onReset }: { nodeId: string; pin: FormPin; onReset: (() => void) | null }) {
  const isSet = pin.value !== undefined && pin.link === null && !pin.isAskedOfPerson;
  const hasDefault = pin.schema.default !== undefined || !pin.isRequired;
  return (
    <span className="inline-flex items-center gap-1.5">
      {pin.isRequired && <span>{inspector.required}</span>}
      {isSet && hasDefault && onReset !== null && (
        <IconButton
          size="small"
          className="-my-1.5"
          label={fill(inspector.resetLabel, { name: pin.label })}
          icon={<RotateCcw aria-hidden className="size-3.5" />}
          onClick={onReset}
        />
      )}
      {onReset !== null && pin.link === null && (
        <IconButton
          size="small"
          className="-my-1.5"
          label={fill(inspector.linkLabel, { name: pin.label })}
          icon={<Link2 aria-hidden className="size-3.5" />}
          onClick={() => openConnect(nodeId, { nodeId, pin: pin.name, side: "sink" })}
        />
      )}
    </span>
  );
}

function Source(props: { link: BuilderLink; label: string; blocks: Blocks; isReadOnly: boolean }) {
  const { link, label, blocks, isReadOnly } = props;
  const source = useDocument((document) => JSON.stringify(sourceOf(link, document, blocks)));
  const named = JSON.parse(source) as ReturnType<typeof sourceOf>;
  return (
    <Chip icon={<Link2 aria-hidden className="size-4 shrink-0 text-accent-text" />}>
      <button
        type="button"
        className="min-w-0 flex-1 truncate text-left hover:underline"
        title={fill(inspector.goTo, { node: named.node })}
        onClick={() => select([link.sourceId])}
      >
        {fill(inspector.linkedTo, named)}
      </button>
      {!isReadOnly && (
        <IconButton
          size="small"
          label={fill(inspector.unlinkLabel, { name: label })}
          icon={<Unlink aria-hidden className="size-3.5" />}
          onClick={() => apply(unlink(link.id))}
        />
      )}
    </Chip>
  );
}

function Parts({ pin, blocks, isReadOnly }: { pin: FormPin; blocks: Blocks; isReadOnly: boolean }) {
  return (
    <div className="mt-2 flex flex-col gap-1">
      <p className="text-xs text-faint">{inspector.partsFrom}</p>
      {pin.partLinks.map((link) => (
        <div key={link.id} className="flex items-center gap-2">
          <code className="w-2/5 truncate text-xs">{pathText(link.sinkName).slice(pin.name.length)}</code>
          <div className="min-w-0 flex-1">
            <Source link={link} label={pathText(link.sinkName)} blocks={blocks} isReadOnly={isReadOnly} />
          </div>
        </div>
      ))}
    </div>
  );
}

function Asked() {
  return (
    <Chip icon={<User aria-hidden className="size-4 shrink-0 text-accent-text" />}>
      <span className="truncate">{inspector.asked}</span>
    </Chip>
  );
}

function Chip({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <div className="flex h-9 items-center gap-2 rounded-md border border-line bg-subtle px-2.5 text-sm">
      {icon}
      {children}
    </div>
  );
}

function hintOf({ schema, value, link }: FormPin): string {
  const told = schema.description ?? "";
  const [example] = schema.examples ?? [];
  if (example === undefined || value !== undefined || link !== null) return told;
  const shown = toText(example);
  if (shown.length > 60 || told.includes(shown)) return told;
  const end = told === "" || /[.!?]$/.test(told) ? told : `${told}.`;
  return `${end} ${fill(fields.example, { value: shown })}`.trim();
}

function columnsOf(node: BuilderNode): readonly string[] {
  const given = node.inputDefault.column_headers;
  return Array.isArray(given) ? given.filter((one) => typeof one === "string") : [];
}

function inner(node: BuilderNode, pin: string, value: unknown): unknown {
  const set = Object.entries({ ...objectOf(node.inputDefault.inputs), [pin]: value });
  return Object.fromEntries(set.filter(([, one]) => one !== undefined));
}
