import { type KeyboardEvent, useId, useState } from "react";
import type { FormPin } from "@/features/builder/inspector/lib/form";
import { link, setInput } from "@/features/builder/inspector/lib/changes";
import { type Reference, references } from "@/features/builder/inspector/lib/references";
import { previewOf } from "@/features/builder/lib/preview";
import { apply, documentStore } from "@/features/builder/store/document";
import { runStore } from "@/features/builder/store/run";
import type { Blocks, BuilderNode } from "@/features/builder/types";
import { inspector } from "@/text/en/inspector";
import { toText } from "@/fields/lib/text";
import { Input } from "@/ui/Input";

const words = inspector.reference;
const MOST_SHOWN = 600;

interface ReferencePickerProps {
  node: BuilderNode;
  pin: FormPin;
  blocks: Blocks;
  /** hasFocus: whether the field is to have the focus again. */
  onClose: (hasFocus: boolean) => void;
}

/** Stands in the place of a field after `=` was typed: which output of which step, or which part of it, to take. */
export function ReferencePicker({ node, pin, blocks, onClose }: ReferencePickerProps) {
  const listId = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const document = documentStore.getState().history.present;
  const offered = references(node, document, blocks, runStore.getState(), typed);
  const active = Math.min(at, offered.length - 1);
  const chosen = offered[active];
  const choose = ({ nodeId, pin: sourceName }: Reference) => {
    apply(link({ sourceId: nodeId, sourceName, sinkId: node.id, sinkName: pin.name }, blocks));
    onClose(true);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt(offered.length === 0 ? 0 : (active + 1) % offered.length);
    else if (event.key === "ArrowUp")
      setAt(offered.length === 0 ? 0 : (active + offered.length - 1) % offered.length);
    else if (event.key === "Enter" && chosen !== undefined) choose(chosen);
    else if (event.key === "Escape" || (event.key === "Backspace" && typed === "")) onClose(true);
    else if (event.key === "=" && typed === "" && pin.schema.type === "string") {
      apply(setInput(node.id, pin.name, "="), `input:${node.id}:${pin.name}`);
      onClose(true);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="relative">
      <span
        aria-hidden
        className="absolute top-0 left-2.5 flex h-9 items-center font-mono text-sm text-accent-text"
      >
        =
      </span>
      <Input
        // It stands where the focus was.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        role="combobox"
        aria-expanded={offered.length > 0}
        aria-autocomplete="list"
        aria-controls={listId}
        {...(chosen !== undefined && { "aria-activedescendant": `${listId}-${active}` })}
        className="pl-6"
        placeholder={words.placeholder}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => onClose(false)}
      />
      <div className="absolute inset-x-0 top-full z-30 mt-1 rounded-lg border border-line bg-raised text-sm shadow-float">
        <div id={listId} role="listbox" aria-label={words.list} className="max-h-56 overflow-y-auto p-1">
          {offered.map((one, place) => (
            <Line
              key={`${one.nodeId} ${one.pin}`}
              id={`${listId}-${place}`}
              one={one}
              isActive={place === active}
              onChoose={() => choose(one)}
            />
          ))}
        </div>
        {offered.length === 0 && <p className="px-3 pb-2 text-muted">{words.none}</p>}
        {chosen !== undefined && <Preview value={chosen.value} />}
      </div>
    </div>
  );
}

interface LineProps {
  id: string;
  one: Reference;
  isActive: boolean;
  onChoose: () => void;
}

function Line({ id, one, isActive, onChoose }: LineProps) {
  return (
    // The field listens to the keys.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      ref={(line) => {
        if (isActive) line?.scrollIntoView({ block: "nearest" });
      }}
      className="flex h-8 cursor-default items-center gap-2 rounded-md px-2 aria-selected:bg-subtle"
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <span className="max-w-[65%] shrink-0 truncate">{one.text}</span>
      <span className="ml-auto min-w-0 truncate text-xs text-faint">
        {one.value === undefined ? "" : previewOf(one.value)}
      </span>
    </div>
  );
}

function Preview({ value }: { value: unknown }) {
  return (
    <div className="border-t border-line px-3 py-2" aria-live="polite">
      <p className="text-xs text-faint">{value === undefined ? words.unknown : words.preview}</p>
      {value !== undefined && (
        <p className="max-h-24 overflow-y-auto text-sm break-words whitespace-pre-wrap">
          {toText(value).slice(0, MOST_SHOWN)}
        </p>
      )}
    </div>
  );
}
