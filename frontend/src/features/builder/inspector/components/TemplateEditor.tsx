import { type KeyboardEvent, type Ref, useId, useImperativeHandle, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { setInput } from "@/features/builder/inspector/lib/changes";
import type { FormPin } from "@/features/builder/inspector/lib/form";
import { type Choice, choices } from "@/features/builder/inspector/lib/templateChoices";
import { inserted, mapping, type Template, typingAt } from "@/features/builder/inspector/lib/template";
import { TemplatePreview } from "@/features/builder/inspector/components/TemplatePreview";
import type { DraggedOutput } from "@/features/builder/run/dragging";
import { apply, documentStore } from "@/features/builder/store/document";
import type { Blocks, BuilderNode } from "@/features/builder/types";
import { textOf } from "@/features/builder/lib/json";
import { inspector } from "@/text/en/inspector";
import { TextArea } from "@/ui/Input";

const MOST_ROWS = 12;
const OPENED = "{{ "; // what = in the empty field stands for
const words = inspector.template;

/** What a parameter that an output is dropped on can do with it. */
export interface TakesOutput {
  take: (output: DraggedOutput, point: { x: number; y: number }) => void;
}

interface TemplateEditorProps {
  ref: Ref<TakesOutput>;
  node: BuilderNode;
  pin: FormPin;
  template: Template;
  blocks: Blocks;
  isReadOnly: boolean;
}

/** A text with {{ names }}: typing {{ offers them, and an output that is dropped comes in at the caret. */
export function TemplateEditor({ ref, node, pin, template, blocks, isReadOnly }: TemplateEditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const [caret, setCaret] = useState<number | null>(null); // null: nothing is offered
  const [at, setAt] = useState(0);
  const text = textOf(pin.value ?? pin.schema.default);
  const typing = caret === null ? null : typingAt(text, caret);
  const offered =
    typing === null ? [] : choices(node, documentStore.getState().history.present, blocks, template, typing);
  const isOpen = offered.length > 0;
  const active = Math.min(at, offered.length - 1);
  const putCaret = (place: number) => {
    field.current?.focus();
    field.current?.setSelectionRange(place, place);
    setCaret(null);
  };
  const take = (output: DraggedOutput, place: number) => {
    const ends = { sourceId: output.nodeId, sourceName: output.pin, sinkId: node.id };
    const document = documentStore.getState().history.present;
    const made = mapping(ends, { ...template, text, caret: place }, document, blocks);
    flushSync(() => apply(made.change));
    putCaret(made.caret);
  };
  const choose = (choice: Choice) => {
    if (caret === null) return;
    if (choice.output !== null) {
      take(choice.output, caret);
      return;
    }
    const put = inserted(text, caret, choice.name);
    flushSync(() => apply(setInput(node.id, pin.name, put.text)));
    putCaret(put.caret);
  };
  useImperativeHandle(ref, () => ({
    take: (output, point) => take(output, caretAt(field.current, point, text.length)),
  }));
  const offerAll = () => {
    flushSync(() => apply(setInput(node.id, pin.name, OPENED)));
    putCaret(OPENED.length);
    setCaret(OPENED.length);
    setAt(0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "=" && text === "" && !isReadOnly) {
      event.preventDefault();
      offerAll();
    }
    if (!isOpen) return;
    const choice = offered[active];
    if (event.key === "ArrowDown") setAt((active + 1) % offered.length);
    else if (event.key === "ArrowUp") setAt((active + offered.length - 1) % offered.length);
    else if ((event.key === "Enter" || event.key === "Tab") && choice !== undefined) choose(choice);
    else if (event.key === "Escape") {
      setCaret(null);
      if (text === OPENED) apply(setInput(node.id, pin.name, undefined));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="flex flex-col gap-1.5">
      <div className="relative">
        <TextArea
          ref={field}
          value={text}
          rows={Math.min(Math.max(text.split("\n").length + 1, 3), MOST_ROWS)}
          disabled={isReadOnly}
          placeholder={pin.schema.placeholder ?? ""}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          {...(isOpen && { "aria-controls": listId, "aria-activedescendant": `${listId}-${active}` })}
          onKeyDown={onKeyDown}
          onBlur={() => setCaret(null)}
          onSelect={(event) => {
            if (event.currentTarget.selectionEnd !== caret)
              setCaret(isOpen ? event.currentTarget.selectionEnd : null);
          }}
          onChange={(event) => {
            setCaret(event.target.selectionEnd);
            setAt(0);
            const typed = event.target.value;
            const isNothing = typed === "" && (pin.schema.default ?? "") === "";
            apply(setInput(node.id, pin.name, isNothing ? undefined : typed), `input:${node.id}:${pin.name}`);
          }}
        />
        {isOpen && <Choices id={listId} offered={offered} active={active} onChoose={choose} />}
      </div>
      {!isOpen && <TemplatePreview node={node} text={text} valuesPin={template.valuesPin} />}
    </div>
  );
}

interface ChoicesProps {
  id: string;
  offered: readonly Choice[];
  active: number;
  onChoose: (choice: Choice) => void;
}

function Choices({ id, offered, active, onChoose }: ChoicesProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label={words.names}
      className="absolute inset-x-0 top-full z-30 max-h-56 overflow-y-auto rounded-lg border border-line bg-raised p-1 text-sm shadow-float"
    >
      {offered.map((choice, place) => (
        // The text area listens to the keys.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
        <div
          key={`${choice.name} ${choice.from}`}
          id={`${id}-${place}`}
          role="option"
          aria-selected={place === active}
          className="flex h-8 cursor-default items-center gap-2 rounded-md px-2 aria-selected:bg-subtle"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(choice)}
        >
          <code className="truncate text-xs">{choice.name}</code>
          <span className="ml-auto truncate text-xs text-muted">{choice.from || words.value}</span>
        </div>
      ))}
    </div>
  );
}

/** Where in the text something was dropped; where the caret was, if the browser cannot tell. */
function caretAt(field: HTMLTextAreaElement | null, point: { x: number; y: number }, end: number): number {
  if (field === null) return end;
  const found = document.caretPositionFromPoint(point.x, point.y);
  if (found?.offsetNode === field) return found.offset;
  return document.activeElement === field ? field.selectionEnd : end;
}
