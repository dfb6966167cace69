import { CornerDownRight, Pencil, RotateCcw, StepForward } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { pathText, titleOf } from "@/features/builder/inspector/lib/form";
import { openConnect } from "@/features/builder/store/canvas";
import { Grip } from "@/features/builder/run/components/Grip";
import { openDialog } from "@/features/builder/run/dialogs";
import { resetEdited, runOnEdited } from "@/features/builder/run/editing";
import { allOutputs } from "@/features/builder/run/items";
import { cannotEdit } from "@/features/builder/run/lib/edited";
import { hasEnded } from "@/features/builder/run/lib/reduce";
import { type ListedValue, listedValues } from "@/features/builder/run/lib/given";
import { select, useDocument } from "@/features/builder/store/document";
import { useRun } from "@/features/builder/store/run";
import type { Blocks } from "@/features/builder/types";
import { toText } from "@/fields/lib/text";
import { run } from "@/text/en/run";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { EmptyState } from "@/ui/Card";
import { Input } from "@/ui/Input";

const words = run.panel;
const MOST_SHOWN = 300;
const MOST_SIGNS = 200;

/** Every value of the run in one list, to be looked through, copied, or dragged onto a parameter. */
export function ValuesTab({ blocks }: { blocks: Blocks }) {
  const [filter, setFilter] = useState("");
  const document = useDocument((one) => one);
  const nodes = useRun((state) => state.nodes);
  const pinned = useRun((state) => state.pinned);
  const wanted = useDeferredValue(filter.trim().toLowerCase());
  const titles = new Map(document.nodes.map((node) => [node.id, titleOf(node, blocks)]));
  const edited = useRun((state) => state.edited);
  const all = listedValues(document, { nodes, pinned, edited });
  if (all.length === 0) return <EmptyState title={words.none} text={words.noneHint} />;
  const found = all
    .map((one) => ({ ...one, title: titles.get(one.nodeId) ?? one.nodeId, text: textOf(one.value) }))
    .filter((one) => `${one.title} ${pathText(one.pin)} ${one.text}`.toLowerCase().includes(wanted));
  return (
    <>
      <div className="sticky top-0 z-10 flex items-center gap-3 bg-surface pb-2">
        <Input
          type="search"
          aria-label={words.filter}
          placeholder={words.filter}
          value={filter}
          className="h-8 max-w-80"
          onChange={(event) => setFilter(event.target.value)}
        />
        <span className="text-xs text-faint">{fill(words.values, { count: found.length })}</span>
        {Object.keys(edited).length > 0 && <EditedActions />}
      </div>
      {found.length === 0 && <p className="text-sm text-muted">{words.noValues}</p>}
      <ul>
        {found.slice(0, MOST_SHOWN).map((one) => (
          <Row key={`${one.nodeId} ${one.pin}`} one={one} title={one.title} text={one.text} />
        ))}
      </ul>
    </>
  );
}

/** What can be done with edited values; each step's menu runs up to it on them, too. */
function EditedActions() {
  const canRun = useRun((state) => state.base !== null && hasEnded(state.status));
  return (
    <span className="ml-auto flex items-center gap-2">
      <Button size="small" kind="ghost" onClick={() => resetEdited()}>
        {words.resetAll}
      </Button>
      <Button
        size="small"
        icon={<StepForward aria-hidden className="size-3.5" />}
        disabled={!canRun}
        title={words.runEditedHint}
        onClick={() => void runOnEdited()}
      >
        {words.runEdited}
      </Button>
    </span>
  );
}

function Row({ one, title, text }: { one: ListedValue; title: string; text: string }) {
  return (
    <li className="grid h-8 grid-cols-[auto_minmax(0,1fr)_minmax(0,1fr)_minmax(0,2fr)_7rem] items-center gap-2 border-b border-line text-sm">
      <Grip output={one} />
      <button
        type="button"
        className="flex min-w-0 items-center gap-1.5 text-left hover:underline"
        onClick={() => select([one.nodeId])}
      >
        <span className="truncate">{title}</span>
        {one.isPinned && <Badge tone="accent">{words.pinnedHere}</Badge>}
        {one.isEdited && <Badge tone="warning">{words.editedHere}</Badge>}
      </button>
      <code className="truncate text-xs">{pathText(one.pin)}</code>
      <span className="truncate text-muted">{text}</span>
      <span className="flex justify-end">
        {one.isEdited && (
          <IconButton
            size="small"
            label={fill(words.reset, { name: title })}
            icon={<RotateCcw aria-hidden className="size-3.5" />}
            onClick={() => resetEdited(one.nodeId)}
          />
        )}
        <EditButton one={one} />
        <IconButton
          size="small"
          label={fill(run.node.use, { name: pathText(one.pin) })}
          icon={<CornerDownRight aria-hidden className="size-3.5" />}
          onClick={() => openConnect(one.nodeId, { nodeId: one.nodeId, pin: one.pin, side: "source" })}
        />
        <CopyButton text={toText(one.value)} />
      </span>
    </li>
  );
}

function EditButton({ one: { nodeId, pin } }: { one: ListedValue }) {
  const why = cannotEdit(allOutputs(nodeId), pin);
  const label = fill(words.edit, { name: pathText(pin) });
  return (
    <IconButton
      size="small"
      label={why === null ? label : `${label}: ${words.cannotEdit[why]}`}
      disabled={why !== null}
      icon={<Pencil aria-hidden className="size-3.5" />}
      onClick={() => openDialog({ kind: "edit", nodeId, pin })}
    />
  );
}

function textOf(value: unknown): string {
  return toText(value).slice(0, MOST_SIGNS);
}
