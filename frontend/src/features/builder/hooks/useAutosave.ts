// The working copy on the server, every two seconds while something changes.
import { useEffect } from "react";
import { api } from "@/api/client";
import { ApiError } from "@/api/error";
import { toApi } from "@/features/builder/lib/toApi";
import { autosaveKey } from "@/features/builder/store/autosave";
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
  const { history, version } = documentStore.getState();
  const body = { graph: { ...toApi(history.present) }, base_version: version };
  try {
    await api.PUT("/api/v1/autosaves/{key}", { params: { path: { key: autosaveKey() } }, body });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

export async function dropCopy(key: string): Promise<void> {
  try {
    await api.DELETE("/api/v1/autosaves/{key}", { params: { path: { key } } });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}
