import type { ReviewStatus } from "@/features/reviews/queries";
import type { Tone } from "@/ui/Badge";

export const REVIEW_TONE: Record<ReviewStatus, Tone> = {
  WAITING: "warning",
  APPROVED: "success",
  REJECTED: "danger",
  TIMED_OUT: "neutral",
  CANCELLED: "neutral",
};
