import { useReactFlow, useViewport } from "@xyflow/react";
import { Hand, Maximize, Minus, MousePointer2, Plus } from "lucide-react";
import { setCanvas, useCanvas } from "@/features/builder/store/canvas";
import { builder } from "@/text/en/builder";
import { IconButton } from "@/ui/Button";

// Below the steps there is room for the tools, which lie on the canvas.
export const FIT = { padding: { x: 0.15, top: 0.15, bottom: "72px" }, maxZoom: 1 } as const;

export function Controls() {
  const flow = useReactFlow();
  const { zoom } = useViewport();
  const mode = useCanvas((state) => state.mode);
  const text = builder.controls;
  const icon = "size-4";
  return (
    <div
      role="toolbar"
      aria-label={text.label}
      className="absolute bottom-4 left-4 z-10 flex items-center gap-0.5 rounded-lg border border-line bg-raised p-0.5 shadow-float"
    >
      <IconButton
        size="small"
        label={text.pointer}
        aria-pressed={mode === "pointer"}
        className={mode === "pointer" ? "bg-accent-soft text-accent-text" : ""}
        icon={<MousePointer2 aria-hidden className={icon} />}
        onClick={() => setCanvas({ mode: "pointer" })}
      />
      <IconButton
        size="small"
        label={text.hand}
        aria-pressed={mode === "hand"}
        className={mode === "hand" ? "bg-accent-soft text-accent-text" : ""}
        icon={<Hand aria-hidden className={icon} />}
        onClick={() => setCanvas({ mode: "hand" })}
      />
      <span aria-hidden className="mx-0.5 h-5 w-px bg-line" />
      <IconButton
        size="small"
        label={text.zoomOut}
        icon={<Minus aria-hidden className={icon} />}
        onClick={() => void flow.zoomOut()}
      />
      <button
        type="button"
        title={text.full}
        className="w-11 rounded-md py-1 text-center text-xs text-muted tabular-nums hover:bg-subtle"
        onClick={() => void flow.zoomTo(1)}
      >
        <span className="sr-only">{text.zoom} </span>
        {`${Math.round(zoom * 100)} %`}
      </button>
      <IconButton
        size="small"
        label={text.zoomIn}
        icon={<Plus aria-hidden className={icon} />}
        onClick={() => void flow.zoomIn()}
      />
      <IconButton
        size="small"
        label={text.fit}
        icon={<Maximize aria-hidden className={icon} />}
        onClick={() => void flow.fitView(FIT)}
      />
    </div>
  );
}
