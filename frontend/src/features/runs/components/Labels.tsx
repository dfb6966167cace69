import { Tag, X } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import type { RunFilter } from "@/features/runs/lib/filter";
import { labelOf, tagsOf } from "@/features/runs/lib/tags";
import { runs } from "@/text/en/runs";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Popover } from "@/ui/Popover";

const words = runs.labels;

/** Tags and custom data of a run; nothing where it has none. */
export function Labels({ run }: { run: { tags: readonly string[]; data: Record<string, unknown> } }) {
  const data = Object.entries(run.data);
  if (run.tags.length + data.length === 0) return null;
  return (
    <span className="flex min-w-0 flex-wrap gap-1">
      {run.tags.map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
      {data.map(([name, value]) => (
        <Badge key={name} tone="info">
          {fill(words.entry, { name, value: String(value) })}
        </Badge>
      ))}
    </span>
  );
}

interface TagsButtonProps {
  label: string;
  /** What stands in the field at first. */
  given?: readonly string[];
  isBusy: boolean;
  onSubmit: (tags: string[]) => void;
}

/** A button that asks for tags. */
export function TagsButton({ label, given = [], isBusy, onSubmit }: TagsButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [text, setText] = useState("");
  const open = (wanted: boolean) => {
    setText(given.join(", "));
    setIsOpen(wanted);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsOpen(false);
    onSubmit(tagsOf(text));
  };
  return (
    <Popover
      label={label}
      isOpen={isOpen}
      onOpenChange={open}
      className="w-80 max-w-[90vw]"
      trigger={
        <Button size="small" isBusy={isBusy} icon={<Tag aria-hidden className="size-3.5" />}>
          {label}
        </Button>
      }
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        <Field label={words.tags} hint={words.hint}>
          <Input value={text} maxLength={600} onChange={({ target }) => setText(target.value)} />
        </Field>
        <Button type="submit" kind="primary" className="self-end">
          {words.apply}
        </Button>
      </form>
    </Popover>
  );
}

interface LabelFilterProps {
  filter: RunFilter;
  onChange: (filter: RunFilter) => void;
}

/** Runs with these tags and values; each goes by a click. */
export function LabelFilter({ filter, onChange }: LabelFilterProps) {
  const [text, setText] = useState("");
  const { tag = [], data = [], ...rest } = filter;
  const put = (tags: readonly string[], entries: readonly string[]) =>
    onChange({
      ...rest,
      ...(tags.length > 0 && { tag: tags }),
      ...(entries.length > 0 && { data: entries }),
    });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const label = labelOf(text);
    if (label === null) return;
    setText("");
    if ("tag" in label) put([...new Set([...tag, label.tag])], data);
    else put(tag, [...new Set([...data, label.data])]);
  };
  return (
    <>
      <form onSubmit={submit}>
        <Input
          aria-label={words.filter}
          placeholder={words.filterHint}
          value={text}
          maxLength={200}
          onChange={({ target }) => setText(target.value)}
          className="h-8! w-44!"
        />
      </form>
      {tag.map((one) => (
        <Chip key={one} text={one} onRemove={() => put(without(tag, one), data)} />
      ))}
      {data.map((one) => (
        <Chip key={one} text={one} onRemove={() => put(tag, without(data, one))} />
      ))}
    </>
  );
}

function Chip({ text, onRemove }: { text: string; onRemove: () => void }) {
  return (
    <Button size="small" aria-label={fill(words.remove, { text })} onClick={onRemove}>
      <span className="max-w-40 truncate">{text}</span>
      <X aria-hidden className="size-3.5" />
    </Button>
  );
}

function without(list: readonly string[], one: string): string[] {
  return list.filter((other) => other !== one);
}
