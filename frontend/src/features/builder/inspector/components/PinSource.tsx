import { Link2, Unlink, User } from "lucide-react";
import type { ReactNode } from "react";
import { unlink } from "@/features/builder/inspector/lib/changes";
import { type FormPin, pathText, sourceOf } from "@/features/builder/inspector/lib/form";
import { splitPin } from "@/features/builder/lib/pins";
import { previewOf } from "@/features/builder/lib/preview";
import { lastOutput, readPath } from "@/features/builder/run/lib/given";
import { apply, select, useDocument } from "@/features/builder/store/document";
import { useNodeRun, useRun } from "@/features/builder/store/run";
import type { Blocks, BuilderLink } from "@/features/builder/types";
import { inspector } from "@/text/en/inspector";
import { fill } from "@/text/fill";
import { IconButton } from "@/ui/Button";

/** What is linked into a parameter, and what it gave last. */
export function Source(props: { link: BuilderLink; label: string; blocks: Blocks; isReadOnly: boolean }) {
  const { link, label, blocks, isReadOnly } = props;
  const source = useDocument((document) => JSON.stringify(sourceOf(link, document, blocks)));
  const named = JSON.parse(source) as ReturnType<typeof sourceOf>;
  return (
    <div>
      <Chip icon={<Link2 aria-hidden className="size-4 shrink-0 text-accent-text" />}>
        <button
          type="button"
          className="min-w-0 flex-1 truncate text-left hover:underline"
          title={fill(inspector.goTo, { node: named.node })}
          onClick={() => select([link.sourceId])}
        >
          {`${named.node} › ${named.pin}`}
        </button>
        {!isReadOnly && (
          <IconButton
            size="small"
            label={fill(inspector.unlinkLabel, { name: label })}
            icon={<Unlink aria-hidden className="size-3.5" />}
            onClick={() => apply(unlink(link.id))}
          />
        )}
      </Chip>
      <LastValue link={link} />
    </div>
  );
}

/** In one line, so that a chip is as high with it in every step. */
function LastValue({ link }: { link: BuilderLink }) {
  const nodeRun = useNodeRun(link.sourceId);
  const pinned = useRun((state) => state.pinned[link.sourceId]);
  const edited = useRun((state) => state.edited[link.sourceId]);
  const { base, path } = splitPin(link.sourceName);
  const results = {
    nodes: nodeRun === undefined ? {} : { [link.sourceId]: nodeRun },
    pinned: pinned === undefined ? {} : { [link.sourceId]: pinned },
    edited: edited === undefined ? {} : { [link.sourceId]: edited },
  };
  const value = readPath(lastOutput(results, link.sourceId, base), path);
  if (value === undefined) return null;
  return (
    <p className="mt-1 truncate px-2.5 text-xs text-muted" title={inspector.reference.preview}>
      {previewOf(value)}
    </p>
  );
}

/** Links into parts of a parameter. */
export function Parts({ pin, blocks, isReadOnly }: { pin: FormPin; blocks: Blocks; isReadOnly: boolean }) {
  return (
    <div className="mt-2 flex flex-col gap-1">
      <p className="text-xs text-faint">{inspector.partsFrom}</p>
      {pin.partLinks.map((link) => (
        <div key={link.id} className="flex items-center gap-2">
          <code className="w-2/5 truncate text-xs">{pathText(link.sinkName).slice(pin.name.length)}</code>
          <div className="min-w-0 flex-1">
            <Source link={link} label={pathText(link.sinkName)} blocks={blocks} isReadOnly={isReadOnly} />
          </div>
        </div>
      ))}
    </div>
  );
}

export function Asked() {
  return (
    <Chip icon={<User aria-hidden className="size-4 shrink-0 text-accent-text" />}>
      <span className="truncate">{inspector.asked}</span>
    </Chip>
  );
}

function Chip({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <div className="flex h-9 items-center gap-2 rounded-md border border-line bg-subtle px-2.5 text-sm">
      {icon}
      {children}
    </div>
  );
}
