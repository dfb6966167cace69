import { queryClient } from "@/api/queryClient";
import { session } from "@/api/session";
import { workspace } from "@/api/workspace";
import { kept } from "@/features/notifications/keptPush";

/** End the session here and in all tabs, and forget what was loaded. */
export async function signOut(): Promise<void> {
  if (kept() !== null) await endPush().catch(() => undefined); // offline: this browser forgets it all the same
  workspace.choose(null);
  const told = session.end();
  queryClient.clear();
  await told;
}

async function endPush(): Promise<void> {
  await (await import("@/features/notifications/push")).endPush();
}
