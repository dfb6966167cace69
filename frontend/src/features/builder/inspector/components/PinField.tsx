import clsx from "clsx";
import { Link2, RotateCcw } from "lucide-react";
import { type DragEvent, type KeyboardEvent, useRef, useState } from "react";
import { connect } from "@/features/builder/canvas/useConnecting";
import { type TakesOutput, TemplateEditor } from "@/features/builder/inspector/components/TemplateEditor";
import { valuesPinOf } from "@/features/builder/inspector/lib/template";
import { kindOf } from "@/features/builder/lib/fit";
import { inputPins } from "@/features/builder/lib/pins";
import { objectOf } from "@/features/builder/lib/json";
import { Asked, Parts, Source } from "@/features/builder/inspector/components/PinSource";
import { ReferencePicker } from "@/features/builder/inspector/components/ReferencePicker";
import { link as linked, setInput } from "@/features/builder/inspector/lib/changes";
import { type FormPin, isInner } from "@/features/builder/inspector/lib/form";
import { droppedOutput, hasOutput } from "@/features/builder/run/dragging";
import { useNodeProblems } from "@/features/builder/store/problems";
import { openConnect } from "@/features/builder/store/canvas";
import { apply } from "@/features/builder/store/document";
import type { Blocks, BuilderNode } from "@/features/builder/types";
import { sentence } from "@/fields/lib/sentence";
import { toText } from "@/fields/lib/text";
import { ValueField } from "@/fields/ValueField";
import { fields } from "@/text/en/fields";
import { inspector } from "@/text/en/inspector";
import { fill } from "@/text/fill";
import { IconButton } from "@/ui/Button";
import { Keys } from "@/ui/Kbd";

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
  const [isReferring, setIsReferring] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
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
  const canRefer = !isReadOnly && !isTemplate && pin.link === null && !pin.isAskedOfPerson;
  const refer = (event: KeyboardEvent) => {
    if (!canRefer || isReferring || event.key !== "=" || event.ctrlKey || event.metaKey) return;
    if ((pin.value ?? "") !== "" || !isEmptyField(event.target)) return;
    event.preventDefault();
    setIsReferring(true);
  };
  const stopReferring = (hasFocus: boolean) => {
    setIsReferring(false);
    // What stands in the place of the picker is there after the next frame.
    if (hasFocus) requestAnimationFrame(() => focusIn(frame.current));
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
      ref={frame}
      data-pin={pin.name}
      onKeyDown={refer}
      className={clsx(
        "group rounded-md",
        isOver && "outline-2 outline-offset-4 outline-accent outline-dashed",
      )}
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
        aside={
          <Aside
            nodeId={node.id}
            pin={pin}
            canRefer={canRefer}
            onReset={isReadOnly ? null : () => set(undefined)}
          />
        }
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
        {...(isReferring &&
          canRefer && {
            instead: <ReferencePicker node={node} pin={pin} blocks={blocks} onClose={stopReferring} />,
          })}
      />
      {pin.partLinks.length > 0 && <Parts pin={pin} blocks={blocks} isReadOnly={isReadOnly} />}
    </div>
  );
}

interface AsideProps {
  nodeId: string;
  pin: FormPin;
  canRefer: boolean;
  onReset: (() => void) | null;
}

function Aside({ nodeId, pin, canRefer, onReset }: AsideProps) {
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
      {canRefer && (pin.value ?? "") === "" && (
        <span
          aria-hidden
          title={inspector.reference.key}
          className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100"
        >
          <Keys keys="=" />
        </span>
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

/** Whether nothing is typed where a key was pressed; a switch or a list of choices has nothing typed in it. */
function isEmptyField(target: EventTarget): boolean {
  return (
    !(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) || target.value === ""
  );
}

function focusIn(frame: HTMLElement | null): void {
  const found = frame?.querySelector<HTMLElement>("input, textarea, [role=combobox]");
  (found ?? frame?.querySelector<HTMLElement>("button"))?.focus();
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
