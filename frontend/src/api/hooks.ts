// Who is signed in, and where, for components. Apart from what they read: that runs before React is there (boot.ts).
import { useSyncExternalStore } from "react";
import { session } from "@/api/session";
import { workspace } from "@/api/workspace";

export function useIsSignedIn(): boolean {
  return useSyncExternalStore(session.subscribe, session.isSignedIn);
}

/** null is the personal one. */
export function useWorkspaceId(): string | null {
  return useSyncExternalStore(workspace.subscribe, workspace.id);
}
