import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { values as words } from "@/text/en/values";
import { isObject, isStored } from "@/values/lib/kindOf";
import { preview, sizeLine } from "@/values/lib/preview";
import { useFieldUse } from "@/values/fieldUse";
import type { Line } from "@/values/lib/tree";

const HEIGHT = 24; // of a line, px
const BEYOND = 10; // lines drawn above and below what is seen

interface LinesProps {
  lines: readonly Line[];
  activeId: string;
  onActive: (id: string) => void;
  onToggle: (line: Line) => void;
  maxHeight: number;
}

/** The lines of a tree; of many only those that are seen. Arrows walk, right opens, left closes. */
export function TreeLines({ lines, activeId, onActive, onToggle, maxHeight }: LinesProps) {
  const treeId = useId();
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const height = Math.min(maxHeight, lines.length * HEIGHT + 8);
  const first = Math.max(0, Math.floor(top / HEIGHT) - BEYOND);
  const last = Math.ceil((top + height) / HEIGHT) + BEYOND;
  const at = lines.findIndex((line) => line.id === activeId);
  const go = (place: number) => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, place))];
    if (line === undefined) return;
    onActive(line.id);
    const y = lines.indexOf(line) * HEIGHT;
    const element = box.current;
    if (element === null) return;
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y + HEIGHT > element.scrollTop + height) element.scrollTop = y + HEIGHT - height + 8;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const place = afterKey(event.key, lines, at, onToggle);
    if (place === null) return;
    event.preventDefault();
    go(place);
  };
  return (
    <div
      ref={box}
      role="tree"
      aria-label={words.tree}
      tabIndex={0}
      aria-activedescendant={at < 0 ? undefined : `${treeId}-${at}`}
      onKeyDown={onKeyDown}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      style={{ height }}
      className="group overflow-auto rounded-lg py-1 font-mono text-xs focus-visible:-outline-offset-2"
    >
      <div role="presentation" className="relative" style={{ height: lines.length * HEIGHT }}>
        {lines.slice(first, last).map((line, place) => (
          <TreeLine
            key={line.id}
            id={`${treeId}-${first + place}`}
            line={line}
            y={(first + place) * HEIGHT}
            isActive={line.id === activeId}
            onPick={() => {
              onActive(line.id);
              if (line.isBranch) onToggle(line);
            }}
          />
        ))}
      </div>
    </div>
  );
}

interface LineProps {
  id: string;
  line: Line;
  y: number;
  isActive: boolean;
  onPick: () => void;
}

function TreeLine({ id, line, y, isActive, onPick }: LineProps) {
  const { depth, isBranch, isOpen, name, value } = line;
  const fieldUse = useFieldUse();
  return (
    // The tree itself listens to the keys.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={isActive}
      {...(isBranch && { "aria-expanded": isOpen })}
      onClick={onPick}
      {...(fieldUse !== null && {
        draggable: true,
        title: fieldUse.label,
        onDragStart: (event) => fieldUse.startDrag(event, line.path),
      })}
      style={{ top: y, height: HEIGHT, paddingLeft: depth * 14 + 6 }}
      className={clsx(
        "absolute right-0 left-0 flex items-center gap-1 pr-2 whitespace-pre",
        fieldUse === null ? "cursor-default" : "cursor-grab",
        isActive ? "bg-subtle group-focus:bg-accent-soft" : "hover:bg-subtle",
      )}
    >
      <ChevronRight
        aria-hidden
        className={clsx("size-3 shrink-0 text-faint", isOpen && "rotate-90", !isBranch && "invisible")}
      />
      {name !== null && <span className="shrink-0 text-muted">{name}:</span>}
      <span className={clsx("truncate", colour(value))}>{lineText(line)}</span>
    </div>
  );
}

function afterKey(
  key: string,
  lines: readonly Line[],
  at: number,
  onToggle: (line: Line) => void,
): number | null {
  const line = lines[at];
  if (line === undefined) return null;
  const above = lines.slice(0, at).findLastIndex((one) => one.depth < line.depth);
  switch (key) {
    case "ArrowDown":
      return at + 1;
    case "ArrowUp":
      return at - 1;
    case "Home":
      return 0;
    case "End":
      return lines.length - 1;
    case "ArrowRight":
      if (line.isBranch && !line.isOpen) onToggle(line);
      return line.isOpen ? at + 1 : at;
    case "ArrowLeft":
      if (line.isOpen) onToggle(line);
      return line.isOpen || above < 0 ? at : above;
    case "Enter":
    case " ":
      if (line.isBranch) onToggle(line);
      return at;
    default:
      return null;
  }
}

function lineText({ value, isBranch, isOpen }: Line): string {
  const isContainer = Array.isArray(value) || (isObject(value) && !isStored(value));
  if (isContainer) return isBranch && !isOpen ? `${sizeLine(value)}  ${preview(value, 80)}` : sizeLine(value);
  return preview(value, 400);
}

function colour(value: unknown): string {
  if (typeof value === "number") return "text-info-text";
  if (typeof value === "boolean") return "text-warning-text";
  if (value === null || typeof value === "object") return "text-faint";
  return value === "" ? "text-faint italic" : "text-text";
}
