import { useEffect, useRef } from "react";
import { hasEnded } from "@/features/builder/run/lib/reduce";
import { staleNodes } from "@/features/builder/run/lib/stale";
import { recall, remember } from "@/features/builder/run/memory";
import { fetchExecution, refreshRun } from "@/features/builder/run/start";
import { documentStore, isUnsaved, useBuilder, useDocument } from "@/features/builder/store/document";
import {
  forgetValues,
  markStale,
  runStore,
  setPinned,
  showRun,
  takeEvents,
  useRun,
} from "@/features/builder/store/run";
import { useExecutionEvents } from "@/live/live";
import type { ExecutionEvent } from "@/live/types";

/** Keep the shown run up to date while the builder is there. Once, in the run bar. */
export function useRunWatch(): void {
  const executionId = useRun((state) => state.executionId);
  const status = useRun((state) => state.status);
  useEvents(executionId);
  useEffect(() => {
    // Events leave out inputs, costs and large values.
    if (executionId !== null && (hasEnded(status) || status === "REVIEW")) void refreshRun();
  }, [executionId, status]);
  usePinnedOfAgent();
  useRunOfTab();
  useStaleMarks();
}

/** Events by the frame: however many come, each node is drawn once a frame. */
function useEvents(executionId: string | null): void {
  const waiting = useRef<ExecutionEvent[]>([]);
  const frame = useRef<number | null>(null);
  const flush = () => {
    frame.current = null;
    const events = waiting.current;
    waiting.current = [];
    if (executionId !== null) takeEvents(executionId, events);
  };
  useExecutionEvents(executionId, {
    onEvents: (events) => {
      waiting.current.push(...events);
      frame.current ??= requestAnimationFrame(flush);
    },
    onGap: () => void refreshRun(),
  });
  useEffect(
    () => () => {
      if (frame.current !== null) cancelAnimationFrame(frame.current);
      frame.current = null;
      waiting.current = [];
    },
    [executionId],
  );
}

function usePinnedOfAgent(): void {
  const graphId = useBuilder((state) => state.graphId);
  const pinned = useRun((state) => state.pinned);
  const loaded = useRef<string | null>(null);
  useEffect(() => {
    if (graphId === null) return;
    if (loaded.current === graphId) {
      remember.pinned(graphId, pinned);
      return;
    }
    loaded.current = graphId;
    // What was pinned before the first save stays.
    setPinned({ ...recall.pinned(graphId), ...pinned });
  }, [graphId, pinned]);
  useEffect(() => forgetValues, []);
}

/** After a reload the tab goes on with the run that it watched. */
function useRunOfTab(): void {
  const graphId = useBuilder((state) => state.graphId);
  useEffect(() => {
    if (graphId === null || runStore.getState().executionId !== null) return;
    const executionId = recall.run(graphId);
    if (executionId === null) return;
    fetchExecution(executionId).then(
      (execution) => {
        if (runStore.getState().executionId !== null) return;
        const state = documentStore.getState();
        const isSame = state.version === execution.graph_version && !isUnsaved(state);
        const onlyNode = execution.only_node === "" ? null : execution.only_node;
        const document = isSame ? state.history.present : null;
        showRun(execution.id, execution.status, document, onlyNode, execution.dry_run);
        void refreshRun();
      },
      () => remember.forgetRun(graphId), // it was deleted, or is somebody else's
    );
  }, [graphId]);
}

function useStaleMarks(): void {
  const document = useDocument((one) => one);
  const ran = useRun((state) => state.ran);
  const nodes = useRun((state) => state.nodes);
  const edited = useRun((state) => state.edited);
  const ranEdited = useRun((state) => state.ranEdited);
  const ids = Object.keys(nodes).join(" ");
  useEffect(() => {
    const { stale } = runStore.getState();
    const touched = Object.keys({ ...edited, ...ranEdited }).filter((id) => edited[id] !== ranEdited[id]);
    const next = staleNodes(document, ran, ids === "" ? [] : ids.split(" "), touched);
    const isSame = next.size === stale.size && [...next].every((nodeId) => stale.has(nodeId));
    if (!isSame) markStale(next);
  }, [document, ran, ids, edited, ranEdited]);
}
