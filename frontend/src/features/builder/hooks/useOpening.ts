// Which document the page is about: a version of an agent, or a new one; and work that was never saved.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, data } from "@/api/client";
import { ApiError } from "@/api/error";
import type { AutosaveRead, AutosaveSummary, GraphRead } from "@/api/schema";
import { dropCopy } from "@/features/builder/hooks/useAutosave";
import { graphQuery } from "@/features/agents/api";
import { blocksQuery } from "@/features/builder/hooks/queries";
import { fromApi } from "@/features/builder/lib/fromApi";
import { isSame } from "@/features/builder/lib/json";
import { toApi } from "@/features/builder/lib/toApi";
import { goOnAs, startAfresh } from "@/features/builder/store/autosave";
import { setBlocks } from "@/features/builder/store/blocks";
import { setCanvas } from "@/features/builder/store/canvas";
import { apply, documentStore, openDocument } from "@/features/builder/store/document";
import { clearProblems } from "@/features/builder/store/problems";
import { leaveSketch } from "@/features/sketch/store/sketch";

type Opening =
  | { state: "loading" }
  | { state: "failed"; error: Error }
  /** nth: which document it is since the page is there; the first save is no other one. */
  | { state: "open"; graph: GraphRead | null; nth: number };

/** An agent that the page before has just shown is not asked for again. */
const JUST_SHOWN_MS = 3_000;

export interface Found {
  copy: AutosaveRead;
  graph: GraphRead | null;
}

/** isOpen: the document is on the canvas already, as after its first save. */
export function useOpening(graphId: string | null, version: number | null, isOpen: boolean) {
  const queries = useQueryClient();
  const [opening, setOpening] = useState<Opening>({ state: "loading" });
  const [found, setFound] = useState<Found | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isOver = false;
    const load = async () => {
      const isThere = isOpen && documentStore.getState().graphId === graphId;
      const [blocks, graph] = await Promise.all([
        queries.query(blocksQuery),
        graphId === null || isThere
          ? null
          : queries.query({ ...graphQuery(graphId, version), staleTime: JUST_SHOWN_MS }),
      ]);
      setBlocks(blocks);
      if (isOver) return;
      if (!isThere) begin(graph);
      setOpening((before) => {
        const nth = before.state === "open" ? before.nth : 0;
        return { state: "open", graph, nth: isThere ? nth : nth + 1 };
      });
      const copy = isThere ? null : await leftBehind(graph);
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- set by the cleanup meanwhile
      if (!isOver && copy !== null) setFound({ copy, graph });
    };
    load().catch((error: unknown) => {
      if (!isOver)
        setOpening({ state: "failed", error: error instanceof Error ? error : new Error(String(error)) });
    });
    return () => {
      isOver = true;
    };
  }, [queries, graphId, version, isOpen, round]);
  return {
    opening,
    found,
    settle: (isWanted: boolean) => {
      if (found !== null) settle(found, isWanted);
      setFound(null);
    },
    again: () => {
      setOpening({ state: "loading" });
      setRound(round + 1);
    },
  };
}

function begin(graph: GraphRead | null): void {
  clearProblems();
  leaveSketch();
  setCanvas({
    quick: null,
    connecting: null,
    part: null,
    renaming: null,
    expanded: new Set(),
    isFinding: false,
  });
  startAfresh(graph?.id ?? null);
  openDocument(fromApi(graph), graph?.id ?? null, graph?.version ?? null);
}

/** A working copy that differs from what was opened; one that does not is of no use any more. */
async function leftBehind(graph: GraphRead | null): Promise<AutosaveRead | null> {
  try {
    const page = await data(api.GET("/api/v1/autosaves", { params: { query: { page_size: 200 } } }));
    const isMeant = (copy: AutosaveSummary) =>
      graph === null ? copy.graph_id === null : copy.key === graph.id;
    const summary = page.results.find(isMeant);
    if (summary === undefined) return null;
    const path = { key: summary.key };
    const copy = await data(api.GET("/api/v1/autosaves/{key}", { params: { path } }));
    const document = fromApi(copy.graph);
    const now = toApi(documentStore.getState().saved);
    if (document.nodes.length > 0 && !isSame(toApi(document), now)) return copy;
    await dropCopy(copy.key);
    return null;
  } catch (error) {
    if (error instanceof ApiError) return null; // nothing can be offered
    throw error;
  }
}

function settle({ copy }: Found, isWanted: boolean): void {
  if (!isWanted) {
    void dropCopy(copy.key);
    return;
  }
  goOnAs(copy.key);
  apply(() => fromApi(copy.graph));
}
