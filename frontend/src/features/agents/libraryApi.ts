// The library: folders, tags, where agents stand in it, and updates of added ones.
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { queryClient } from "@/api/queryClient";
import type {
  DependantsRead,
  FolderRead,
  GraphPlaced,
  GraphPublished,
  GraphRead,
  PatchedFolderWriteRequest,
  PatchedPlaceWriteRequest,
} from "@/api/schema";
import { forgetGraphs, forgetVersions } from "@/features/agents/api";
import type { FolderId } from "@/features/agents/lib/folders";

export const foldersQuery = queryOptions({
  queryKey: ["graphs", "folders"],
  queryFn: async ({ signal }) => (await data(api.GET("/api/v1/library/folders", { signal }))).folders,
});

export const tagsQuery = queryOptions({
  queryKey: ["graphs", "tags"],
  queryFn: async ({ signal }) => (await data(api.GET("/api/v1/library/tags", { signal }))).tags,
});

/** Added agents of which something newer was approved. */
export const updatesQuery = queryOptions({
  queryKey: ["graphs", "updates"],
  queryFn: ({ signal }) => data(api.GET("/api/v1/library/updates", { signal })),
});

export async function createFolder(name: string, parent: FolderId): Promise<FolderRead> {
  const body = { name, parent_id: parent };
  const made = await data(api.POST("/api/v1/library/folders", { body }));
  await forgetGraphs();
  return made;
}

export async function changeFolder(id: string, body: PatchedFolderWriteRequest): Promise<void> {
  await api.PATCH("/api/v1/library/folders/{folder_id}", { params: { path: { folder_id: id } }, body });
  await forgetGraphs();
}

export async function deleteFolder(id: string): Promise<void> {
  await api.DELETE("/api/v1/library/folders/{folder_id}", { params: { path: { folder_id: id } } });
  await forgetGraphs();
}

/** The same change for each of these, one after another; what each has become. */
export async function placeAgents(
  ids: readonly string[],
  body: PatchedPlaceWriteRequest,
): Promise<GraphPlaced[]> {
  const placed: GraphPlaced[] = [];
  try {
    for (const id of ids) {
      const params = { path: { graph_id: id } };
      placed.push(await data(api.PATCH("/api/v1/graphs/{graph_id}/place", { params, body })));
    }
  } finally {
    await Promise.all([forgetGraphs(), queryClient.invalidateQueries({ queryKey: ["schedules"] })]);
  }
  return placed;
}

export function dependantsOf(id: string): Promise<DependantsRead> {
  return data(api.GET("/api/v1/graphs/{graph_id}/dependants", { params: { path: { graph_id: id } } }));
}

/** Bring an added agent up to the newest approved version, at the price that is shown. */
export async function updateAgent(id: string, price: string): Promise<GraphPublished> {
  const params = { path: { graph_id: id } };
  const updated = await data(api.POST("/api/v1/graphs/{graph_id}/update", { params, body: { price } }));
  await forgetVersions(id);
  return updated;
}

/** A copy that can be changed. */
export async function forkAgent(id: string, name: string): Promise<GraphRead> {
  const params = { path: { graph_id: id } };
  const made = await data(api.POST("/api/v1/graphs/{graph_id}/fork", { params, body: { name } }));
  await forgetGraphs();
  return made;
}
