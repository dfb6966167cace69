import clsx from "clsx";
import { Braces, Download, Maximize2 } from "lucide-react";
import { useState } from "react";
import { values as words } from "@/text/en/values";
import { IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog } from "@/ui/Dialog";
import { StoredValue } from "@/values/components/StoredValue";
import { ValueBody } from "@/values/components/ValueBody";
import { download } from "@/values/download";
import { asFile, asText } from "@/values/lib/asFile";
import { isStored, kindOf } from "@/values/lib/kindOf";
import type { Kind, ValueSchema } from "@/values/types";

export interface ValueProps {
  value: unknown;
  /** Of the pin that it stands on, if it is known. */
  schema?: ValueSchema;
  /** What it is called: title of the large view, name of the file. */
  name?: string;
  /** Without the bar above it, where there is another one. */
  isBare?: boolean;
  className?: string;
}

const HAS_RAW: ReadonlySet<Kind> = new Set([
  "markdown",
  "html",
  "image",
  "audio",
  "video",
  "table",
  "json",
  "jsonText",
]);
const MAX_LINE = 100; // characters
const IS_SHORT: ReadonlySet<Kind> = new Set(["nothing", "boolean", "number", "secret"]);

/** Any value as people like to see it: by its kind, or as it came; to copy, keep, or look at large. */
export function Value({ value, schema, name = words.value, isBare = false, className }: ValueProps) {
  const [isRaw, setIsRaw] = useState(false);
  const [isLarge, setIsLarge] = useState(false);
  if (isStored(value)) {
    return (
      <StoredValue reference={value} name={name} {...(schema && { schema })}>
        {(whole) => <Value value={whole} name={name} {...(schema && { schema })} />}
      </StoredValue>
    );
  }
  const kind = kindOf(value, schema);
  const body = <ValueBody value={value} kind={kind} isRaw={isRaw} name={name} />;
  if (isBare || IS_SHORT.has(kind)) return <div className={clsx("min-w-0", className)}>{body}</div>;
  if (isOneLine(value, kind)) {
    return (
      <div className={clsx("flex min-w-0 items-center gap-1", className)}>
        <div className="min-w-0">{body}</div>
        <CopyButton text={() => asText(value)} />
      </div>
    );
  }
  return (
    <section aria-label={name} className={clsx("min-w-0", className)}>
      <div className="mb-1 flex h-7 items-center gap-0.5">
        <span className="flex-1 truncate text-xs text-faint">{words.kinds[kind]}</span>
        {HAS_RAW.has(kind) && (
          <IconButton
            size="small"
            label={isRaw ? words.rendered : words.raw}
            aria-pressed={isRaw}
            icon={<Braces aria-hidden className={clsx("size-3.5", isRaw && "text-accent-text")} />}
            onClick={() => setIsRaw(!isRaw)}
          />
        )}
        <CopyButton text={() => asText(value)} />
        <IconButton
          size="small"
          label={words.download}
          icon={<Download aria-hidden className="size-3.5" />}
          onClick={() => download(asFile(value, name, kind))}
        />
        <IconButton
          size="small"
          label={words.expand}
          icon={<Maximize2 aria-hidden className="size-3.5" />}
          onClick={() => setIsLarge(true)}
        />
      </div>
      {body}
      <Dialog isOpen={isLarge} onClose={() => setIsLarge(false)} title={name} width="full">
        <ValueBody value={value} kind={kind} isRaw={isRaw} name={name} isLarge />
      </Dialog>
    </section>
  );
}

/** What fits on one line needs no bar. */
function isOneLine(value: unknown, kind: Kind): boolean {
  if (kind === "date" || kind === "link") return true;
  return kind === "text" && typeof value === "string" && value.length <= MAX_LINE && !value.includes("\n");
}
