import { ViewportPortal } from "@xyflow/react";
import { useState } from "react";
import type { FlowNode } from "@/features/builder/canvas/types";
import { type Group, groupsOf, MAX_GROUP_NAME, namingGroup } from "@/features/builder/lib/groups";
import { CARD } from "@/features/builder/lib/place";
import { apply, select, useDocument } from "@/features/builder/store/document";
import { builder } from "@/text/en/builder";
import { fill } from "@/text/fill";

const MARGIN = 24;
const HEAD = 30;

/** The frames around groups, behind their nodes. A click on the name takes all of them. */
export function GroupFrames({ nodes }: { nodes: readonly FlowNode[] }) {
  const documentNodes = useDocument((document) => document.nodes);
  const groups = groupsOf(documentNodes);
  if (groups.length === 0) return null;
  return (
    <ViewportPortal>
      {groups.map((group) => (
        <Frame key={group.id} group={group} nodes={nodes.filter((node) => group.members.includes(node.id))} />
      ))}
    </ViewportPortal>
  );
}

function Frame({ group, nodes }: { group: Group; nodes: readonly FlowNode[] }) {
  const [isNaming, setIsNaming] = useState(false);
  const left = Math.min(...nodes.map((node) => node.position.x)) - MARGIN;
  const top = Math.min(...nodes.map((node) => node.position.y)) - MARGIN - HEAD;
  const right =
    Math.max(...nodes.map((node) => node.position.x + (node.measured?.width ?? CARD.width))) + MARGIN;
  const bottom =
    Math.max(...nodes.map((node) => node.position.y + (node.measured?.height ?? CARD.height))) + MARGIN;
  const name = group.name || builder.group.name;
  return (
    <div
      className="absolute rounded-2xl border border-dashed border-accent/50 bg-accent/5"
      style={{
        transform: `translate(${left}px, ${top}px)`,
        width: right - left,
        height: bottom - top,
        zIndex: -2,
      }}
    >
      {isNaming ? (
        <input
          aria-label={builder.group.rename}
          // eslint-disable-next-line jsx-a11y/no-autofocus -- it was asked for a moment ago
          autoFocus
          defaultValue={group.name}
          maxLength={MAX_GROUP_NAME}
          onBlur={(event) => {
            apply(namingGroup(group.id, event.target.value));
            setIsNaming(false);
          }}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
          }}
          className="nodrag pointer-events-auto m-1.5 rounded bg-surface px-1.5 py-0.5 text-sm"
        />
      ) : (
        <button
          type="button"
          aria-label={fill(builder.group.select, { name })}
          className="pointer-events-auto m-1.5 max-w-full truncate rounded px-1.5 py-0.5 text-sm font-medium text-accent-text hover:bg-accent-soft"
          onClick={() => select(group.members)}
          onDoubleClick={() => setIsNaming(true)}
        >
          {name}
        </button>
      )}
    </div>
  );
}
