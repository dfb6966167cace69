import clsx from "clsx";
import type { ReactNode } from "react";
import type { ExecutionStatus, NodeStatus } from "@/api/schema";
import { ui } from "@/text/en/ui";

export type Tone = "neutral" | "accent" | "info" | "success" | "warning" | "danger";

const TONES: Record<Tone, string> = {
  neutral: "bg-subtle text-muted",
  accent: "bg-accent-soft text-accent-text",
  info: "bg-info-soft text-info-text",
  success: "bg-success-soft text-success-text",
  warning: "bg-warning-soft text-warning-text",
  danger: "bg-danger-soft text-danger-text",
};

export function Badge({
  tone = "neutral",
  className,
  children,
}: {
  tone?: Tone;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={clsx(
        "inline-flex h-5 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap",
        TONES[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}

/** The tone of a status wherever it is drawn: badge, node, edge, row. */
export const STATUS_TONE: Record<ExecutionStatus | NodeStatus, Tone> = {
  QUEUED: "neutral",
  RUNNING: "info",
  REVIEW: "warning",
  AWAITING_INPUT: "warning",
  INSUFFICIENT_CREDITS: "warning",
  COMPLETED: "success",
  FAILED: "danger",
  TERMINATED: "neutral",
};

export function StatusBadge({ status }: { status: ExecutionStatus | NodeStatus }) {
  return (
    <Badge tone={STATUS_TONE[status]}>
      <span
        aria-hidden
        className={clsx("size-1.5 rounded-full bg-current", status === "RUNNING" && "animate-pulse")}
      />
      {ui.status[status]}
    </Badge>
  );
}
