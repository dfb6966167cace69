import { useEffect } from "react";
import { useBlocker } from "react-router";
import { documentStore, isUnsaved } from "@/features/builder/store/document";
import { builder } from "@/text/en/builder";
import { confirm } from "@/ui/confirm";

/** Ask before unsaved changes are left behind. */
export function useLeaveGuard(): void {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isUnsaved(documentStore.getState()) && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (blocker.state !== "blocked") return;
    void confirm(builder.leave).then((isYes) => (isYes ? blocker.proceed() : blocker.reset()));
  }, [blocker]);
  useEffect(() => {
    const hold = (event: BeforeUnloadEvent) => {
      if (isUnsaved(documentStore.getState())) event.preventDefault();
    };
    window.addEventListener("beforeunload", hold);
    return () => window.removeEventListener("beforeunload", hold);
  }, []);
}
