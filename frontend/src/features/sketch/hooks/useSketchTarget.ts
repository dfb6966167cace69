// The open canvas as what sketches are drawn onto: one step that can be undone.
import { useNodesInitialized, useReactFlow } from "@xyflow/react";
import { useEffect, useEffectEvent, useRef } from "react";
import type { GraphWriteRequest, SketchDone } from "@/api/schema";
import { present, tidyUp } from "@/features/builder/canvas/actions";
import { FIT } from "@/features/builder/canvas/Controls";
import { toApi } from "@/features/builder/lib/toApi";
import { apply, select, useDocument } from "@/features/builder/store/document";
import { arrived } from "@/features/sketch/lib/arrive";
import { offerCanvas, showChange } from "@/features/sketch/store/sketch";
import { builder } from "@/text/en/builder";

const PANEL_PIXELS = 384;
const WIDE_PIXELS = 800;
let count = 0;

export function useSketchTarget(): void {
  const flow = useReactFlow();
  const isDrawn = useNodesInitialized();
  const nodes = useDocument((document) => document.nodes);
  // The step that is still to be laid out, once the browser has measured its nodes.
  const fresh = useRef<{ key: string; isWhole: boolean } | null>(null);
  const take = useEffectEvent((done: SketchDone) => {
    count += 1;
    const key = `sketch:${count}`;
    const before = present();
    fresh.current = { key, isWhole: before.nodes.length === 0 };
    apply(() => arrived(before, done.graph), key);
    showChange(before, present());
    select([]);
  });
  useEffect(() => offerCanvas({ graph: graphNow, take: (done) => take(done) }), []);
  const lay = useEffectEvent(async () => {
    if (fresh.current === null) return;
    const { key, isWhole } = fresh.current;
    fresh.current = null;
    if (isWhole) await tidyUp(key);
    requestAnimationFrame(() => void flow.fitView({ ...FIT, padding: besidePanel() }));
  });
  useEffect(() => {
    if (isDrawn && nodes.length > 0) void lay();
  }, [nodes, isDrawn]);
}

/** Room for the panel, where the canvas is wide enough for both. */
function besidePanel() {
  const width = document.querySelector("[data-canvas]")?.clientWidth ?? 0;
  if (width < WIDE_PIXELS) return FIT.padding;
  return { left: `${PANEL_PIXELS}px`, right: "40px", top: "40px", bottom: "88px" } as const;
}

function graphNow(): GraphWriteRequest | null {
  const now = present();
  if (now.nodes.length === 0) return null;
  return { ...toApi(now), name: now.name.trim() || builder.untitled, label: "", notes: "", draft: false };
}
