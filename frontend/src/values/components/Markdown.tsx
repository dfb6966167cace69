import clsx from "clsx";
import type { ComponentProps } from "react";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { WebLink } from "@/values/components/WebLink";

const PLUGINS = [remarkGfm];
const COMPONENTS = {
  a: ({ href, children }: ComponentProps<"a">) => (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  ),
  // The page may load what comes encrypted, and no more.
  img: ({ src, alt }: ComponentProps<"img">) =>
    typeof src === "string" && src.startsWith("https:") ? (
      <img src={src} alt={alt ?? ""} loading="lazy" />
    ) : (
      <WebLink address={typeof src === "string" ? src : ""} />
    ),
};

interface MarkdownProps {
  text: string;
  isLarge?: boolean;
  /** As high as it is, and part of the page. */
  isWhole?: boolean;
}

/** Loaded when the first such text is shown. HTML in the text is shown as text. */
export function Markdown({ text, isLarge = false, isWhole = false }: MarkdownProps) {
  const said = (
    <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS}>
      {text}
    </ReactMarkdown>
  );
  if (isWhole) return <div className="prose-pc overflow-x-auto">{said}</div>;
  return (
    <div
      // So that the keyboard can scroll it.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={clsx("prose-pc overflow-auto", isLarge ? "max-h-[75dvh]" : "max-h-96")}
    >
      {said}
    </div>
  );
}
