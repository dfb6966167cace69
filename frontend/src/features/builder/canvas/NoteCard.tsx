import { type NodeProps, NodeResizer } from "@xyflow/react";
import clsx from "clsx";
import { type CSSProperties, lazy, memo, Suspense, useEffect, useRef } from "react";
import type { FlowNode } from "@/features/builder/canvas/types";
import { focusNode } from "@/features/builder/canvas/focus";
import { describing, moving, settingInput } from "@/features/builder/lib/edit";
import { textOf } from "@/features/builder/lib/json";
import { setCanvas, useCanvas } from "@/features/builder/store/canvas";
import { apply } from "@/features/builder/store/document";
import type { BuilderNode } from "@/features/builder/types";
import { builder } from "@/text/en/builder";
import { fill } from "@/text/fill";

const NoteText = lazy(async () => ({
  default: (await import("@/features/builder/canvas/NoteText")).NoteText,
}));

type NoteColor = keyof typeof builder.colors;
const HUES: Record<NoteColor, number> = { yellow: 95, green: 150, blue: 235, pink: 350, grey: 260 };
const COLORS = Object.keys(HUES) as NoteColor[];
const SMALLEST = { width: 140, height: 80 };

/** A remark with Markdown. It takes no part in a run, and goes along in files. */
export const NoteCard = memo(function NoteCard({ id, data: { node }, selected }: NodeProps<FlowNode>) {
  const isWriting = useCanvas((state) => state.renaming === id);
  const text = textOf(node.inputDefault.text);
  const color = COLORS.find((one) => one === node.metadata.color) ?? "yellow";
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- F2 does the same
    <div
      data-color={color}
      style={{ "--hue": HUES[color] } as CSSProperties}
      className={clsx(
        "pc-note h-full min-h-20 rounded-xl border p-3 text-sm text-text",
        selected && "outline-2 outline-accent",
      )}
      onDoubleClick={() => setCanvas({ renaming: id })}
    >
      <NodeResizer
        isVisible={selected}
        minWidth={SMALLEST.width}
        minHeight={SMALLEST.height}
        lineClassName="border-transparent!"
        handleClassName="size-2! rounded-full! border-accent! bg-surface!"
        onResizeEnd={(_event, { x, y, width, height }) => {
          const size = { width: Math.round(width), height: Math.round(height) };
          apply((document) => describing([id], { size })(moving(new Map([[id, { x, y }]]))(document)));
        }}
      />
      {isWriting ? (
        <NoteField node={node} text={text} />
      ) : (
        <div className="h-full overflow-hidden break-words">
          {text === "" && <p className="text-muted">{builder.node.emptyNote}</p>}
          <Suspense fallback={<p className="whitespace-pre-wrap">{text}</p>}>
            <NoteText text={text} />
          </Suspense>
        </div>
      )}
      {selected && !isWriting && <Colors nodeId={id} />}
    </div>
  );
});

function NoteField({ node, text }: { node: BuilderNode; text: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const end = () => {
    const typed = field.current?.value ?? text;
    if (typed !== text) apply(settingInput(node.id, "text", typed));
    setCanvas({ renaming: null });
  };
  return (
    <textarea
      ref={field}
      aria-label={builder.node.noteText}
      defaultValue={text}
      onBlur={end}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== "Escape") return;
        end();
        focusNode(node.id);
      }}
      className="nodrag nowheel h-full min-h-20 w-full resize-none bg-transparent outline-none"
    />
  );
}

function Colors({ nodeId }: { nodeId: string }) {
  return (
    <div className="nodrag absolute -top-9 left-0 flex gap-1 rounded-lg border border-line bg-raised p-1 shadow-float">
      {COLORS.map((color) => (
        <button
          key={color}
          type="button"
          aria-label={fill(builder.node.color, { name: builder.colors[color] })}
          data-color={color}
          style={{ "--hue": HUES[color] } as CSSProperties}
          onClick={() => apply(describing([nodeId], { color }))}
          className="pc-note size-5 rounded-full border"
        />
      ))}
    </div>
  );
}
