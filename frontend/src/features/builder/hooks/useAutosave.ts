// The working copy on the server, every two seconds while something changes.
import { useEffect } from "react";
import { api } from "@/api/client";
import { ApiError } from "@/api/error";
import { toApi } from "@/features/builder/lib/toApi";
import {
  autosaveKey,
  isBeingSaved,
  isSavedAs,
  knownVersion,
  learnVersion,
} from "@/features/builder/store/autosave";
import { documentStore, isUnsaved, useBuilder } from "@/features/builder/store/document";

const EVERY_MS = 2_000;

export function useAutosave(): void {
  const document = useBuilder((state) => state.history.present);
  const isDirty = useBuilder(isUnsaved);
  useEffect(() => {
    if (!isDirty) return undefined;
    const timer = setTimeout(() => void keepCopy(), EVERY_MS);
    return () => clearTimeout(timer);
  }, [document, isDirty]);
  useEffect(() => {
    const keepNow = () => {
      if (window.document.visibilityState === "hidden" && isUnsaved(documentStore.getState()))
        void keepCopy();
    };
    window.document.addEventListener("visibilitychange", keepNow);
    return () => window.document.removeEventListener("visibilitychange", keepNow);
  }, []);
}

/** What could not be kept is kept the next time. */
async function keepCopy(): Promise<void> {
  if (isBeingSaved()) {
    setTimeout(() => void keepUnsaved(), EVERY_MS);
    return;
  }
  const { history, version } = documentStore.getState();
  const key = autosaveKey();
  const body = { graph: { ...toApi(history.present) }, base_version: version, known_version: knownVersion() };
  try {
    await api.PUT("/api/v1/autosaves/{key}", { params: { path: { key } }, body });
    if (isSavedAs(key)) await dropCopy(key);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === "newer_version" && key === autosaveKey()) await keepKnowing(error.details.newest);
  }
}

/** There is a version that this page did not know of: its own, saved meanwhile, or somebody else's. */
async function keepKnowing(newest: unknown): Promise<void> {
  if (typeof newest !== "number" || isBeingSaved() || newest <= (knownVersion() ?? 0)) return;
  learnVersion(newest);
  await keepUnsaved();
}

async function keepUnsaved(): Promise<void> {
  if (isUnsaved(documentStore.getState())) await keepCopy();
}

export async function dropCopy(key: string): Promise<void> {
  try {
    await api.DELETE("/api/v1/autosaves/{key}", { params: { path: { key } } });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}
