// What is wrong with the document, asked of the server when it has not changed for a moment.
import { useEffect } from "react";
import { api, data } from "@/api/client";
import { ApiError } from "@/api/error";
import { writeOf } from "@/features/builder/lib/toApi";
import { clearProblems, setProblems } from "@/features/builder/store/problems";
import { useDocument } from "@/features/builder/store/document";
import type { BuilderDocument } from "@/features/builder/types";

const PAUSE_MS = 500;

export function useValidation(): void {
  const document = useDocument((one) => one);
  useEffect(() => {
    if (document.nodes.length === 0) {
      clearProblems();
      return undefined;
    }
    const ended = new AbortController();
    const timer = setTimeout(() => void check(document, ended.signal), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [document]);
}

async function check(document: BuilderDocument, signal: AbortSignal): Promise<void> {
  try {
    const report = await data(api.POST("/api/v1/graphs/validate", { body: writeOf(document), signal }));
    setProblems(report);
  } catch (error) {
    // Without an answer the marks stay as they are; the next change asks again.
    const isOver = error instanceof DOMException && error.name === "AbortError";
    if (!(error instanceof ApiError) && !isOver) throw error;
  }
}
