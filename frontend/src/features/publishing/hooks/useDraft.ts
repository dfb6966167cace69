import { useMutation } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { PatchedSubmissionChangeRequest, SubmissionRead } from "@/api/schema";
import { saveDraft } from "@/features/publishing/api";
import { changesOf, type Said, saidIn } from "@/features/publishing/lib/said";

const SAVE_AFTER_MS = 900;

export interface DraftForm {
  said: Said;
  change: (said: Partial<Said>) => void;
  /** Sends at once what is no part of the form, such as the run that serves as an example. */
  send: (body: PatchedSubmissionChangeRequest) => void;
  state: "saved" | "saving" | "unsaved";
  /** By the API's names of fields. */
  errors: Record<string, string>;
  /** What went wrong, where no field can be blamed. */
  failure: string | null;
}

/** A draft as it is typed; what is new is saved soon after the last key. */
export function useDraft(draft: SubmissionRead): DraftForm {
  const [said, setSaid] = useState(() => saidIn(draft));
  const [refused, setRefused] = useState("");
  const saving = useMutation({
    mutationFn: (body: PatchedSubmissionChangeRequest) => saveDraft(draft.id, body),
    meta: { showsError: true },
    onError: (_, body) => setRefused(JSON.stringify(body)),
    onSuccess: () => setRefused(""),
  });
  const changes = JSON.stringify(changesOf(draft, said));
  const hasChanges = changes !== "{}";
  const save = useEffectEvent(() => saving.mutate(changesOf(draft, said)));
  const mayTry = hasChanges && changes !== refused && !saving.isPending;
  useEffect(() => {
    if (!mayTry) return undefined;
    const timer = setTimeout(save, SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [changes, mayTry]);
  useKeepOnLeaving(hasChanges);
  const errors = fieldErrors(saving.error);
  return {
    said,
    change: (next) => setSaid((before) => ({ ...before, ...next })),
    send: saving.mutate,
    state: saving.isPending ? "saving" : hasChanges ? "unsaved" : "saved",
    errors,
    failure: saving.error !== null && Object.keys(errors).length === 0 ? saving.error.message : null,
  };
}

/** The browser asks before a tab with something unsaved is closed. */
function useKeepOnLeaving(hasChanges: boolean): void {
  useEffect(() => {
    if (!hasChanges) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [hasChanges]);
}
