import type { ReactNode } from "react";
import { partsOf } from "@/ui/lib/prose";

/** A sentence in which what stands between backticks is shown as code; what is no text stays as it is. */
export function Prose({ text }: { text: ReactNode }) {
  if (typeof text !== "string") return text;
  return partsOf(text).map((part, place) =>
    place % 2 === 0 ? (
      part
    ) : (
      <code key={place} className="font-mono">
        {part}
      </code>
    ),
  );
}
