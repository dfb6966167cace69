import { BookOpen } from "lucide-react";
import { useState } from "react";
import type { BlockRead } from "@/api/schema";
import { kindOf, labelOf, propertiesOf } from "@/fields/lib/schema";
import { toText } from "@/fields/lib/text";
import type { Schema } from "@/fields/types";
import { inspector } from "@/text/en/inspector";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Dialog } from "@/ui/Dialog";
import { credits } from "@/ui/lib/format";
import { Prose } from "@/ui/Prose";

const words = inspector.help;

/** What a block takes, gives and costs, on a page of its own over the builder. */
export function BlockHelp({ block }: { block: BlockRead }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        onClick={() => setIsOpen(true)}
        className="inline-flex items-center gap-1 rounded hover:text-text hover:underline"
      >
        <BookOpen aria-hidden className="size-3.5" />
        {inspector.docs}
      </button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        width="large"
        title={block.name}
        description={block.description}
      >
        <div className="flex flex-wrap gap-2 pb-3">
          <Badge>{block.slug}</Badge>
          <Badge>
            {Number(block.cost) > 0 ? fill(inspector.cost, { credits: credits(block.cost) }) : priced(block)}
          </Badge>
          {block.pure && <Badge tone="info">{words.pure}</Badge>}
          {block.is_sensitive && <Badge tone="warning">{words.sensitive}</Badge>}
        </div>
        <Pins title={words.takes} schema={block.input_schema} />
        <Pins title={words.gives} schema={block.output_schema} />
      </Dialog>
    </>
  );
}

function Pins({ title, schema }: { title: string; schema: unknown }) {
  const required = new Set((schema as Schema | undefined)?.required ?? []);
  const pins = propertiesOf(schema);
  if (pins.length === 0) return null;
  return (
    <section className="pb-4">
      <h3 className="mb-1 font-semibold">{title}</h3>
      <dl className="divide-y divide-line">
        {pins.map(([name, pin]) => (
          <div key={name} className="grid gap-x-4 py-2 sm:grid-cols-[12rem_minmax(0,1fr)]">
            <dt>
              <span className="text-sm font-medium">{labelOf(name, pin)}</span>{" "}
              <code className="text-xs text-faint">{name}</code>
            </dt>
            <dd className="text-sm text-muted">
              <p>
                <Prose text={pin.description ?? ""} />
              </p>
              <p className="text-xs text-faint">{about(pin, required.has(name), title === words.takes)}</p>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function about(pin: Schema, isRequired: boolean, isInput: boolean): string {
  const kind = words.kinds[kindOf(pin)];
  const fallback = toText(pin.default);
  const parts = [
    kind,
    ...(isInput && isRequired ? [inspector.required] : []),
    ...(isInput && fallback !== "" ? [fill(words.default, { value: fallback.slice(0, 80) })] : []),
  ];
  return parts.join(" · ");
}

function priced(block: BlockRead): string {
  return block.prices.length === 0 ? inspector.free : words.byUse;
}
