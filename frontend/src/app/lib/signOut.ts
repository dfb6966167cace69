import { queryClient } from "@/api/queryClient";
import { session } from "@/api/session";
import { workspace } from "@/api/workspace";

/** End the session here and in all tabs, and forget what was loaded. */
export async function signOut(): Promise<void> {
  workspace.choose(null);
  const told = session.end();
  queryClient.clear();
  await told;
}
