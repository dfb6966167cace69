import { queryClient } from "@/api/queryClient";
import { workspace } from "@/api/workspace";

/** Work in another workspace; null is the personal one. Nothing that was loaded of the old one stays. */
export function switchTo(id: string | null): void {
  workspace.choose(id);
  queryClient.removeQueries({
    predicate: (query) => query.queryKey[0] !== "me" && query.queryKey[0] !== "workspaces",
  });
}
