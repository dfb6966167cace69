// How a listing stands, in one word, and what its creator may do with it.
import type { MyListing, SubmissionState } from "@/api/schema";
import type { Tone } from "@/ui/Badge";

export type Standing =
  | "draft"
  | "pending"
  | "rejected"
  | "withdrawn"
  | "public"
  | "update_draft"
  | "update_pending"
  | "update_rejected"
  | "unpublished"
  | "taken_down";

type Known = Pick<MyListing, "state" | "under_way" | "decided">;

export function standingOf({ state, under_way: underWay, decided }: Known): Standing {
  if (state === "taken_down" || state === "unpublished") return state;
  if (state === "public") {
    if (underWay !== null) return underWay.state === "pending" ? "update_pending" : "update_draft";
    return decided?.state === "rejected" ? "update_rejected" : "public";
  }
  if (underWay !== null) return underWay.state === "pending" ? "pending" : "draft";
  return decided?.state === "rejected" ? "rejected" : "withdrawn";
}

export const STANDING_TONE: Record<Standing, Tone> = {
  draft: "neutral",
  pending: "info",
  rejected: "danger",
  withdrawn: "neutral",
  public: "success",
  update_draft: "success",
  update_pending: "info",
  update_rejected: "warning",
  unpublished: "neutral",
  taken_down: "danger",
};

export const SUBMISSION_TONE: Record<SubmissionState, Tone> = {
  draft: "neutral",
  pending: "info",
  approved: "success",
  rejected: "danger",
  withdrawn: "neutral",
};

/** The rejection that stands until something else is decided; what its moderator wrote is told first. */
export function standingRejection({ state, under_way: underWay, decided }: Known): string | null {
  if (state === "taken_down" || underWay?.state === "pending") return null;
  return decided?.state === "rejected" ? decided.id : null;
}

type Appealable = Known & Pick<MyListing, "appeal">;

/** What may be appealed against: a take-down (null), a rejection (its submission), or nothing (undefined). */
export function appealable(listing: Appealable): string | null | undefined {
  const against = decisionOf(listing);
  const { appeal } = listing;
  const isSame = against !== undefined && appeal !== null && appeal.submission_id === against;
  // One that was decided on stands; a later take-down may be appealed against anew, which the API judges.
  return isSame && (appeal.state === "open" || against !== null) ? undefined : against;
}

function decisionOf({ state, under_way: underWay, decided }: Known): string | null | undefined {
  if (state === "taken_down") return null;
  return underWay === null && decided?.state === "rejected" ? decided.id : undefined;
}
