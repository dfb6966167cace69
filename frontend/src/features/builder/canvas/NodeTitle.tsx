import clsx from "clsx";
import { useEffect, useRef } from "react";
import { titling } from "@/features/builder/lib/edit";
import { setCanvas, useCanvas } from "@/features/builder/store/canvas";
import { apply } from "@/features/builder/store/document";
import { focusNode } from "@/features/builder/canvas/focus";
import { builder } from "@/text/en/builder";

/** The title of a node; a field while it is renamed (F2 or a double click). */
export function NodeTitle({ nodeId, title, isStruck }: { nodeId: string; title: string; isStruck: boolean }) {
  const isRenaming = useCanvas((state) => state.renaming === nodeId);
  if (isRenaming) return <TitleField nodeId={nodeId} title={title} />;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- F2 does the same
    <p
      className={clsx("truncate text-sm font-medium", isStruck && "line-through")}
      onDoubleClick={() => setCanvas({ renaming: nodeId })}
    >
      {title}
    </p>
  );
}

function TitleField({ nodeId, title }: { nodeId: string; title: string }) {
  const field = useRef<HTMLInputElement>(null);
  const isOver = useRef(false);
  useEffect(() => field.current?.select(), []);
  const end = (isKept: boolean) => {
    if (isOver.current) return;
    isOver.current = true;
    const typed = field.current?.value ?? title;
    if (isKept && typed !== title) apply(titling(nodeId, typed));
    setCanvas({ renaming: null });
    focusNode(nodeId);
  };
  return (
    <input
      ref={field}
      aria-label={builder.node.rename}
      defaultValue={title}
      maxLength={200}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") end(true);
        if (event.key === "Escape") end(false);
      }}
      className="nodrag -mx-1 w-full rounded bg-subtle px-1 text-sm font-medium"
    />
  );
}
