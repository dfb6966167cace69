import { Undo2 } from "lucide-react";
import { titleOf } from "@/features/builder/lib/place";
import { useBlocks } from "@/features/builder/store/blocks";
import { undo, useDocument } from "@/features/builder/store/document";
import { forgetChange, useSketch } from "@/features/sketch/store/sketch";
import { sketch } from "@/text/en/sketch";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";

const TONES = { added: "success", removed: "danger", changed: "warning" } as const;
const words = sketch.changes;

/** What the last wish changed, to be kept or taken back; gone once the person changes something else. */
export function SketchChanges() {
  const change = useSketch((state) => state.change);
  const now = useDocument((document) => document);
  const blocks = useBlocks();
  if (change === null || change.after !== now) return null;
  const takeBack = () => {
    undo();
    forgetChange();
  };
  return (
    <section aria-label={words.title} className="rounded-lg border border-line p-2.5">
      <h3 className="mb-1.5 text-xs font-semibold text-faint">{words.title}</h3>
      {change.list.length === 0 && <p className="text-sm text-muted">{words.nothing}</p>}
      <ul className="flex flex-col gap-1.5">
        {change.list.map(({ kind, node, pins }) => (
          <li key={node.id} className="flex items-baseline gap-2 text-sm">
            <Badge tone={TONES[kind]}>{words[kind]}</Badge>
            <span className="min-w-0 flex-1">
              {titleOf(node, blocks.get(node.blockId))}
              {pins.length > 0 && (
                <span className="block text-xs break-words text-faint">{pins.join(", ")}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
      <div className="mt-2 flex justify-end gap-2">
        <Button size="small" icon={<Undo2 aria-hidden className="size-3.5" />} onClick={takeBack}>
          {words.takeBack}
        </Button>
        <Button size="small" onClick={forgetChange}>
          {words.keep}
        </Button>
      </div>
    </section>
  );
}
