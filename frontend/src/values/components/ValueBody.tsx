import clsx from "clsx";
import { lazy, Suspense } from "react";
import { values as words } from "@/text/en/values";
import { Badge } from "@/ui/Badge";
import { Skeleton } from "@/ui/Spinner";
import { DataTree } from "@/values/components/DataTree";
import { FileView } from "@/values/components/FileView";
import { LongText } from "@/values/components/LongText";
import { RowTable } from "@/values/components/RowTable";
import { WebLink } from "@/values/components/WebLink";
import { asText } from "@/values/lib/asFile";
import { dateText } from "@/values/lib/preview";
import { inTheme, isPlainPage } from "@/values/lib/webPage";
import type { Kind } from "@/values/types";

interface BodyProps {
  value: unknown;
  kind: Kind;
  isRaw: boolean;
  name: string;
  /** In a dialog of its own: it may take the height it needs. */
  isLarge?: boolean;
}

const Markdown = lazy(async () => ({
  default: (await import("@/values/components/Markdown")).Markdown,
}));

/** A value by its kind, without a frame. */
export function ValueBody({ value, kind, isRaw, name, isLarge = false }: BodyProps) {
  const text = asText(value);
  if (isRaw) return <LongText text={text} isCode isLarge={isLarge} />;
  switch (kind) {
    case "nothing":
      return <span className="text-sm text-faint italic">{words.nothing}</span>;
    case "secret":
      return (
        <span className="text-sm text-faint italic" title={words.secretHint}>
          {words.secret}
        </span>
      );
    case "boolean":
      return (
        <Badge tone={value === true ? "success" : "neutral"}>{value === true ? words.yes : words.no}</Badge>
      );
    case "number":
      return <span className="font-mono text-sm tabular-nums">{String(value)}</span>;
    case "date":
      return (
        <time dateTime={text} className="text-sm">
          {dateText(text)}
        </time>
      );
    case "link":
      return <WebLink address={text} />;
    case "image":
      return (
        <img
          src={text}
          alt={name}
          loading="lazy"
          className={clsx("max-w-full rounded-lg border border-line object-contain", !isLarge && "max-h-72")}
        />
      );
    case "audio":
      return (
        <audio controls src={text} aria-label={name} className="w-full max-w-md">
          <track kind="captions" />
        </audio>
      );
    case "video":
      return (
        <video controls src={text} aria-label={name} className="max-h-96 max-w-full rounded-lg bg-black">
          <track kind="captions" />
        </video>
      );
    case "file":
      return <FileView uri={text} name={name} />;
    case "html":
      return <WebPage html={text} isLarge={isLarge} />;
    case "markdown":
      return (
        <Suspense fallback={<Skeleton className="h-24" />}>
          <Markdown text={text} isLarge={isLarge} />
        </Suspense>
      );
    case "table":
      return <RowTable rows={value as Record<string, unknown>[]} isLarge={isLarge} />;
    case "json":
      return <DataTree value={value} isLarge={isLarge} />;
    case "jsonText":
      return <DataTree value={JSON.parse(text) as unknown} isLarge={isLarge} />;
    case "code":
      return <LongText text={text} isCode isLarge={isLarge} />;
    case "text":
    case "stored":
      return <LongText text={text} isLarge={isLarge} />;
  }
}

/** In a frame with no scripts, no forms and no way to the page around it. */
function WebPage({ html, isLarge }: { html: string; isLarge: boolean }) {
  const isPlain = isPlainPage(html);
  return (
    <iframe
      sandbox=""
      srcDoc={isPlain ? inTheme(html) : html}
      title={words.page}
      className={clsx(
        "w-full rounded-lg border border-line",
        isPlain ? "bg-surface" : "bg-white",
        isLarge ? "h-[70dvh]" : "h-72",
      )}
    />
  );
}
