// An agent that is being drawn from words: asked for anywhere, shown in the builder.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { ApiError } from "@/api/error";
import type { GraphWriteRequest, SketchDone, SketchProgress } from "@/api/schema";
import type { BuilderDocument } from "@/features/builder/types";
import { sketched } from "@/features/sketch/api";
import { changesOf, type SketchChange } from "@/features/sketch/lib/changes";

/** The canvas that is open. graph: null while it is empty. */
export interface Target {
  graph: () => GraphWriteRequest | null;
  take: (done: SketchDone) => void;
}

interface SketchState {
  isOpen: boolean;
  /** What stands in the dialog when it opens. */
  wish: string;
  /** Of an agent that was there before: what the last wish changed. */
  change: { after: BuilderDocument; list: readonly SketchChange[] } | null;
  target: Target | null;
  /** What goes on; null: nothing. */
  progress: SketchProgress | null;
  error: ApiError | null;
  /** The last that arrived, or waits for a canvas. */
  done: SketchDone | null;
  isWaiting: boolean;
}

const KEY = "polychord.sketch-model";
const START: SketchProgress = { type: "progress", stage: "choosing", attempt: 1 };
let stop = new AbortController();

export const sketchStore = createStore<SketchState>(() => ({
  isOpen: false,
  wish: "",
  change: null,
  target: null,
  progress: null,
  error: null,
  done: null,
  isWaiting: false,
}));

export function useSketch<T>(pick: (state: SketchState) => T): T {
  return useStore(sketchStore, pick);
}

export function openSketch(wish = ""): void {
  sketchStore.setState({ isOpen: true, wish, error: null });
}

export function closeSketch(): void {
  stop.abort();
  sketchStore.setState({ isOpen: false, progress: null, error: null });
}

/** true: it was drawn, and is on the canvas or waits for one. */
export async function draw(wish: string, model: string): Promise<boolean> {
  stop = new AbortController();
  const { signal } = stop;
  const { target } = sketchStore.getState();
  const graph = target?.graph() ?? null;
  sketchStore.setState({ progress: START, error: null });
  const tell = (progress: SketchProgress) => {
    if (!signal.aborted) sketchStore.setState({ progress });
  };
  try {
    const done = await sketched({ wish, model, graph }, signal, tell);
    if (signal.aborted) return false;
    sketchStore.setState({ progress: null, isOpen: false, done, isWaiting: target === null });
    target?.take(done);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    sketchStore.setState({ progress: null, error: error instanceof ApiError ? error : null });
    if (error instanceof ApiError) return false;
    throw error;
  }
}

export function stopDrawing(): void {
  stop.abort();
  sketchStore.setState({ progress: null });
}

/** The builder is there, with its canvas; what waits for one arrives. Gives what takes it away again. */
export function offerCanvas(target: Target): () => void {
  const { isWaiting, done } = sketchStore.getState();
  sketchStore.setState({ target, isWaiting: false });
  if (isWaiting && done !== null) target.take(done);
  return () => {
    if (sketchStore.getState().target === target) sketchStore.setState({ target: null });
  };
}

export function forgetSketch(): void {
  sketchStore.setState({ done: null, error: null, change: null });
}

/** Once it is on the canvas. */
export function showChange(before: BuilderDocument, after: BuilderDocument): void {
  const isNew = before.nodes.length === 0;
  sketchStore.setState({ change: isNew ? null : { after, list: changesOf(before, after) } });
}

export function forgetChange(): void {
  sketchStore.setState({ change: null });
}

/** Another document is opened: what was drawn into the last one is none of it. */
export function leaveSketch(): void {
  if (!sketchStore.getState().isWaiting) forgetSketch();
}

/** The model that was asked last in this browser; empty: the usual one. */
export function lastModel(): string {
  return localStorage.getItem(KEY) ?? "";
}

export function keepModel(model: string): void {
  if (model === "") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, model);
}
