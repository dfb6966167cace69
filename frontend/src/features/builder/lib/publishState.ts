/** How what is on the canvas stands to the version that runs. */
export type PublishState =
  | "new" // never saved
  | "changed"
  | "invalid" // changed, and cannot run as it is
  | "publishing"
  | "failed" // the last try to save just this
  | "ready" // nothing to publish
  | "published" // just now
  | "partial"; // it is active, and something that starts the agent does not fit it

export interface Standing {
  version: number | null;
  isUnsaved: boolean;
  /** null: the server has not said yet. */
  isValid: boolean | null;
  isSaving: boolean;
  /** Of the last try to save, where it was to save just what is on the canvas. */
  outcome: "saved" | "failed" | null;
  misfitCount: number;
}

export function publishState(standing: Standing): PublishState {
  const { version, isUnsaved, isValid, isSaving, outcome, misfitCount } = standing;
  if (isSaving) return "publishing";
  if (isUnsaved && outcome === "failed") return "failed";
  if (version === null && !isUnsaved) return "new";
  if (isUnsaved || version === null)
    return isValid === false ? "invalid" : version === null ? "new" : "changed";
  if (misfitCount > 0) return "partial";
  return outcome === "saved" ? "published" : "ready";
}
