import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { fromPairs, moved, type Pair, repeated, replaced, toPairs, without } from "@/fields/lib/rows";
import { textIn } from "@/fields/lib/text";
import { useDraft } from "@/fields/lib/useDraft";
import type { ControlProps } from "@/fields/types";
import { fields } from "@/text/en/fields";
import { fill } from "@/text/fill";
import { Button, IconButton } from "@/ui/Button";
import { Input } from "@/ui/Input";

const ICON = "size-3.5";

export function ListControl({ schema, value, onChange, isDisabled = false }: ControlProps) {
  const { toText, fromText } = textIn(schema.items);
  const fallback = Array.isArray(schema.default) ? schema.default : [];
  const [items, setItems] = useDraft<readonly string[]>(
    value,
    (one) => (Array.isArray(one) ? one : one === undefined ? fallback : []).map(toText),
    (texts) => (value === undefined && texts.length === 0 ? undefined : texts.map(fromText)),
  );
  const change = (next: readonly string[]) => {
    setItems(next);
    onChange(next.map(fromText));
  };
  return (
    <div className="flex flex-col gap-1.5">
      {items.map((text, place) => (
        <div key={place} className="flex items-center gap-0.5">
          <Input
            id={undefined}
            aria-label={fill(fields.item, { number: place + 1 })}
            value={text}
            disabled={isDisabled}
            className="mr-1"
            onChange={(event) => change(replaced(items, place, event.target.value))}
          />
          <IconButton
            size="small"
            label={fill(fields.moveUp, { number: place + 1 })}
            icon={<ArrowUp aria-hidden className={ICON} />}
            disabled={isDisabled || place === 0}
            onClick={() => change(moved(items, place, place - 1))}
          />
          <IconButton
            size="small"
            label={fill(fields.moveDown, { number: place + 1 })}
            icon={<ArrowDown aria-hidden className={ICON} />}
            disabled={isDisabled || place === items.length - 1}
            onClick={() => change(moved(items, place, place + 1))}
          />
          <IconButton
            size="small"
            label={fill(fields.removeItem, { number: place + 1 })}
            icon={<X aria-hidden className={ICON} />}
            disabled={isDisabled}
            onClick={() => change(without(items, place))}
          />
        </div>
      ))}
      <AddButton label={fields.addItem} isDisabled={isDisabled} onClick={() => change([...items, ""])} />
    </div>
  );
}

export function KeyValueControl({ schema, value, onChange, isDisabled = false }: ControlProps) {
  const { toText, fromText } = textIn(schema.additionalProperties);
  const [pairs, setPairs] = useDraft<readonly Pair[]>(
    value,
    (one) => toPairs(one === undefined ? schema.default : one, toText),
    (typed) => {
      const object = fromPairs(typed, fromText);
      return value === undefined && Object.keys(object).length === 0 ? undefined : object;
    },
  );
  const change = (next: readonly Pair[]) => {
    setPairs(next);
    onChange(fromPairs(next, fromText));
  };
  return (
    <div className="flex flex-col gap-1.5">
      {pairs.map(([name, text], place) => (
        <div key={place} className="flex items-center gap-1">
          <div className="w-2/5 shrink-0">
            <Input
              id={undefined}
              aria-label={fields.pairName}
              placeholder={fields.pairName}
              value={name}
              disabled={isDisabled}
              onChange={(event) => change(replaced(pairs, place, [event.target.value, text]))}
            />
          </div>
          <Input
            id={undefined}
            aria-label={name === "" ? fields.pairValue : name}
            placeholder={fields.pairValue}
            value={text}
            disabled={isDisabled}
            onChange={(event) => change(replaced(pairs, place, [name, event.target.value]))}
          />
          <IconButton
            size="small"
            label={`${fields.remove} ${name}`}
            icon={<X aria-hidden className={ICON} />}
            disabled={isDisabled}
            onClick={() => change(without(pairs, place))}
          />
        </div>
      ))}
      {repeated(pairs).map((name) => (
        <p key={name} className="text-xs text-warning-text">
          {fill(fields.repeated, { name })}
        </p>
      ))}
      <AddButton
        label={fields.addPair}
        isDisabled={isDisabled}
        onClick={() => setPairs([...pairs, ["", ""]])}
      />
    </div>
  );
}

export function AddButton(props: { label: string; isDisabled: boolean; onClick: () => void }) {
  return (
    <Button
      kind="ghost"
      size="small"
      className="self-start"
      icon={<Plus aria-hidden className={ICON} />}
      disabled={props.isDisabled}
      onClick={props.onClick}
    >
      {props.label}
    </Button>
  );
}
