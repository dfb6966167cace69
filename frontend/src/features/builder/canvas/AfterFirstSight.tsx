import type { ReactNode } from "react";
import { useAfterFirstSight } from "@/features/builder/hooks/useAfterFirstSight";

/** What is drawn once the canvas is in sight. Where it stands alone, its coming draws nothing else again. */
export function AfterFirstSight({ children }: { children: ReactNode }) {
  return useAfterFirstSight() ? children : null;
}
