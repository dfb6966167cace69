import { useEffect } from "react";
import { kept } from "@/features/notifications/keptPush";

/** Once a visit, in a browser that shows notifications. */
export function usePushInStep(): void {
  useEffect(() => {
    if (kept() === null) return;
    const inStep = async () => (await import("@/features/notifications/push")).keepInStep();
    inStep().catch(() => undefined); // the next visit tries again
  }, []);
}
