import { CircleAlert, CircleCheck, Ellipsis, History, Redo2, Save, Sparkles, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { useReactFlow } from "@xyflow/react";
import { useShortcut } from "@/app/store/shortcuts";
import { focusNode } from "@/features/builder/canvas/focus";
import { FIT } from "@/features/builder/canvas/Controls";
import { PublishStatus, type Tried } from "@/features/builder/canvas/PublishStatus";
import { setCanvas, useCanvas } from "@/features/builder/store/canvas";
import {
  apply,
  isUnsaved,
  redo,
  select,
  undo,
  useBuilder,
  useDocument,
} from "@/features/builder/store/document";
import { useProblems } from "@/features/builder/store/problems";
import { openSketch } from "@/features/sketch/store/sketch";
import { builder } from "@/text/en/builder";
import { sketch } from "@/text/en/sketch";
import { fill, plural } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { DropdownMenu, type MenuEntry } from "@/ui/menus";

interface ToolbarProps {
  save: () => void;
  tried: Tried;
  isDraft: boolean;
  entries: MenuEntry[];
  /** Where running is offered. */
  children?: ReactNode;
}

export function Toolbar({ save, tried, isDraft, entries, children }: ToolbarProps) {
  const version = useBuilder((state) => state.version);
  const isDirty = useBuilder(isUnsaved);
  const isEmpty = useDocument((document) => document.nodes.length === 0);
  const panel = useCanvas((state) => state.panel);
  useShortcut("builder.save", save);
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line bg-surface px-2 sm:gap-2 sm:px-3">
      <Name />
      <div className="flex items-center gap-2 max-sm:hidden">
        {version !== null && <Badge>{fill(builder.version, { number: version })}</Badge>}
        {isDraft && (
          <span title={builder.draftHint}>
            <Badge tone="warning">{builder.draft}</Badge>
          </span>
        )}
        <PublishStatus tried={tried} />
      </div>
      <span className="flex-1" />
      <ProblemsButton />
      <div className="flex max-sm:hidden">
        <UndoButtons />
        <IconButton
          label={isEmpty ? sketch.action : sketch.actionChange}
          icon={<Sparkles aria-hidden className="size-4" />}
          onClick={() => openSketch()}
        />
        <IconButton
          label={builder.versions}
          aria-pressed={panel === "versions"}
          disabled={version === null}
          icon={<History aria-hidden className="size-4" />}
          onClick={() => setCanvas({ panel: panel === "versions" ? null : "versions" })}
        />
      </div>
      <DropdownMenu entries={entries}>
        <IconButton label={builder.more} icon={<Ellipsis aria-hidden className="size-4" />} />
      </DropdownMenu>
      <Button
        data-tour="save"
        icon={<Save aria-hidden className="size-4" />}
        isBusy={tried.isSaving}
        disabled={isEmpty || (!isDirty && version !== null)}
        onClick={save}
      >
        <span className="max-sm:sr-only">{builder.save}</span>
      </Button>
      {children}
    </header>
  );
}

function Name() {
  const name = useDocument((document) => document.name);
  return (
    <>
      <h1 className="sr-only">{name || builder.untitled}</h1>
      <input
        aria-label={builder.agentName}
        value={name}
        placeholder={builder.untitled}
        maxLength={200}
        onChange={(event) => apply((document) => ({ ...document, name: event.target.value }), "name")}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        className="field-sizing-content h-8 max-w-72 min-w-24 truncate rounded-md bg-transparent px-2 text-base font-semibold placeholder:text-faint hover:bg-subtle max-sm:max-w-36"
      />
    </>
  );
}

function UndoButtons() {
  const canUndo = useBuilder((state) => state.history.past.length > 0);
  const canRedo = useBuilder((state) => state.history.future.length > 0);
  return (
    <>
      <IconButton
        label={builder.undo}
        disabled={!canUndo}
        icon={<Undo2 aria-hidden className="size-4" />}
        onClick={undo}
      />
      <IconButton
        label={builder.redo}
        disabled={!canRedo}
        icon={<Redo2 aria-hidden className="size-4" />}
        onClick={redo}
      />
    </>
  );
}

/** How many problems there are; a click goes to the first. */
function ProblemsButton() {
  const flow = useReactFlow();
  const nodes = useProblems((problems) => problems.nodes);
  const graph = useProblems((problems) => problems.graph);
  const isValid = useProblems((problems) => problems.isValid);
  if (isValid === null) return null;
  const ids = Object.keys(nodes);
  const count = Object.values(nodes).reduce((sum, pins) => sum + Object.keys(pins).length, graph.length);
  const label = count === 0 ? builder.noProblems : plural(count, builder.problems.one, builder.problems.many);
  const Icon = count === 0 ? CircleCheck : CircleAlert;
  const go = () => {
    const [first] = ids;
    if (first === undefined) return;
    select([first]);
    void flow.fitView({ ...FIT, nodes: [{ id: first }] });
    focusNode(first);
  };
  return (
    <button
      type="button"
      title={graph.join("\n") || (ids.length > 0 ? builder.showProblems : label)}
      onClick={go}
      className={`flex h-8 items-center gap-1.5 rounded-md px-2 text-xs whitespace-nowrap hover:bg-subtle max-sm:hidden ${count === 0 ? "text-success-text" : "text-warning-text"}`}
    >
      <Icon aria-hidden className="size-4" />
      <span className="max-xl:sr-only">{label}</span>
      {count > 0 && <span className="xl:hidden">{count}</span>}
    </button>
  );
}
