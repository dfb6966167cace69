import clsx from "clsx";
import { useState } from "react";
import { values as words } from "@/text/en/values";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { bytes } from "@/ui/lib/format";

const FIRST_CHARACTERS = 20_000; // a browser lays millions out slowly

/** Text as it is, with its line breaks; its beginning first where it is very long. */
export function LongText({
  text,
  isCode = false,
  isLarge,
}: {
  text: string;
  isCode?: boolean;
  isLarge: boolean;
}) {
  const [isWhole, setIsWhole] = useState(false);
  if (text === "") return <span className="text-sm text-faint italic">{words.empty}</span>;
  const shown = isWhole ? text : text.slice(0, FIRST_CHARACTERS);
  return (
    <div className="min-w-0">
      <pre
        // So that the keyboard can scroll it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={clsx(
          "overflow-auto text-sm break-words whitespace-pre-wrap",
          isCode ? "rounded-lg bg-subtle p-3 font-mono text-xs leading-5" : "font-sans",
          isLarge ? "max-h-[75dvh]" : "max-h-80",
        )}
      >
        {shown}
      </pre>
      {shown.length < text.length && (
        <Button size="small" className="mt-2" onClick={() => setIsWhole(true)}>
          {fill(words.wholeText, { size: bytes(text.length) })}
        </Button>
      )}
    </div>
  );
}
