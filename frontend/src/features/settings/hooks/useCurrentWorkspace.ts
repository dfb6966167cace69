import { useQuery } from "@tanstack/react-query";
import { useWorkspaceId } from "@/api/hooks";
import { workspacesQuery } from "@/api/me";
import type { WorkspaceRead } from "@/api/schema";

/** The workspace that is worked in; undefined while it loads. */
export function useCurrentWorkspace(): WorkspaceRead | undefined {
  const id = useWorkspaceId();
  const { data: list } = useQuery(workspacesQuery);
  return list?.find((one) => (id === null ? one.is_personal : one.id === id));
}
