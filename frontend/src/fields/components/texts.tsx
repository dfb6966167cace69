import { useState } from "react";
import { readJson, textIn } from "@/fields/lib/text";
import { useDraft } from "@/fields/lib/useDraft";
import type { ControlProps } from "@/fields/types";
import { fields } from "@/text/en/fields";
import { fill } from "@/text/fill";
import { Input, PasswordInput, TextArea } from "@/ui/Input";

const MOST_ROWS = 12;

function placeholderOf({ schema }: ControlProps): string {
  if (schema.placeholder !== undefined) return schema.placeholder;
  return schema.default === undefined || schema.default === null ? "" : textIn(schema).toText(schema.default);
}

/** Text that is taken away again counts as not set where that says the same. */
function typed(text: string, schema: ControlProps["schema"]): unknown {
  const isNothing = text === "" && (schema.default ?? "") === "";
  return isNothing ? undefined : text;
}

export function TextControl(props: ControlProps) {
  const { schema, value, onChange, isDisabled = false } = props;
  return (
    <Input
      value={textIn(schema).toText(value)}
      placeholder={placeholderOf(props)}
      disabled={isDisabled}
      onChange={(event) => onChange(typed(event.target.value, schema))}
    />
  );
}

export function SecretControl(props: ControlProps) {
  const { schema, value, onChange, isDisabled = false } = props;
  return (
    <PasswordInput
      value={textIn(schema).toText(value)}
      autoComplete="off"
      disabled={isDisabled}
      onChange={(event) => onChange(typed(event.target.value, schema))}
    />
  );
}

export function LongTextControl({ isCode = false, ...props }: ControlProps & { isCode?: boolean }) {
  const { schema, value, onChange, isDisabled = false } = props;
  const text = textIn(schema).toText(value);
  return (
    <TextArea
      value={text}
      rows={Math.min(Math.max(text.split("\n").length + 1, isCode ? 6 : 3), MOST_ROWS)}
      placeholder={placeholderOf(props)}
      spellCheck={!isCode}
      disabled={isDisabled}
      {...(isCode && { className: "font-mono whitespace-pre", wrap: "off" })}
      onChange={(event) => onChange(typed(event.target.value, schema))}
    />
  );
}

export function NumberControl(props: ControlProps & { isWhole: boolean }) {
  const { schema, value, onChange, isWhole, isDisabled = false } = props;
  const [draft, setDraft] = useDraft(
    value,
    (one) => (typeof one === "number" || typeof one === "string" ? String(one) : ""),
    read,
  );
  return (
    <Input
      inputMode={isWhole ? "numeric" : "decimal"}
      value={draft}
      placeholder={placeholderOf({ ...props, value: undefined })}
      disabled={isDisabled}
      {...(schema.minimum !== undefined && { min: schema.minimum })}
      onChange={(event) => {
        setDraft(event.target.value);
        onChange(read(event.target.value));
      }}
    />
  );
}

function read(text: string): unknown {
  if (text.trim() === "") return undefined;
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

export function TimeControl(props: ControlProps & { type: "date" | "time" | "datetime-local" }) {
  const { value, onChange, type, isDisabled = false } = props;
  return (
    <Input
      type={type}
      value={typeof value === "string" ? value : ""}
      disabled={isDisabled}
      className="w-auto self-start"
      onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
    />
  );
}

/** A value of any kind: JSON is read as such, other text is text; where text does not fit, it has to be JSON. */
export function JsonControl(props: ControlProps) {
  const { schema, value, onChange, isDisabled = false } = props;
  const takesText = schema.type === undefined && !(schema.anyOf ?? []).every((one) => one.type !== "string");
  const isStrict = schema.type !== undefined || (schema.anyOf !== undefined && !takesText);
  const { toText, fromText } = textIn(undefined);
  const [wrong, setWrong] = useState<string | null>(null);
  const [draft, setDraft] = useDraft(value, pretty(toText), (text) =>
    text.trim() === "" ? undefined : fromText(text),
  );
  const text = wrong ?? draft;
  const problem = isStrict || /^\s*[[{]/.test(text) ? mistake(text) : null;
  const change = (next: string) => {
    const isGood = next.trim() === "" || !isStrict || readJson(next).isGood;
    setWrong(isGood ? null : next);
    if (!isGood) return;
    setDraft(next);
    onChange(next.trim() === "" ? undefined : fromText(next));
  };
  return (
    <>
      <TextArea
        value={text}
        rows={Math.min(Math.max(text.split("\n").length, 2), MOST_ROWS)}
        placeholder={placeholderOf(props)}
        spellCheck={false}
        disabled={isDisabled}
        className="font-mono"
        onChange={(event) => change(event.target.value)}
      />
      {text.trim() !== "" && (
        <p
          className={problem === null ? "text-xs text-faint" : "text-xs text-danger-text"}
          aria-live="polite"
        >
          {problem ?? fill(fields.json.reads, { kind: kindName(fromText(text)) })}
        </p>
      )}
    </>
  );
}

function pretty(toText: (value: unknown) => string): (value: unknown) => string {
  return (value) =>
    typeof value === "object" && value !== null ? JSON.stringify(value, null, 2) : toText(value);
}

function mistake(text: string): string | null {
  if (text.trim() === "") return null;
  const found = readJson(text);
  return found.isGood ? null : fill(fields.json.wrong, { line: found.line, column: found.column });
}

function kindName(value: unknown): string {
  if (value === null || value === undefined) return fields.json.nothing;
  if (Array.isArray(value)) return fields.json.list;
  if (typeof value === "number") return fields.json.number;
  if (typeof value === "boolean") return fields.json.boolean;
  return typeof value === "object" ? fields.json.object : fields.json.text;
}
