import { partsOf } from "@/ui/lib/prose";

/** A sentence in which what stands between backticks is shown as code. */
export function Prose({ text }: { text: string }) {
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
