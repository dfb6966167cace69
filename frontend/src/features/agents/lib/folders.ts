// The tree that the folders of a library make; they come as a flat list.
import type { FolderRead } from "@/api/schema";

/** null: at the top, in no folder. */
export type FolderId = string | null;

export const MAX_DEPTH = 5;

/** A folder in its place of the tree; depth counts from 0. */
export interface Branch {
  folder: FolderRead;
  depth: number;
}

/** Those that are in this one, by name. */
export function foldersIn(folders: readonly FolderRead[], parent: FolderId): FolderRead[] {
  return folders
    .filter((one) => one.parent_id === parent)
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** From the top down to the folder itself; empty for the top and for one that is not there. */
export function pathTo(folders: readonly FolderRead[], id: FolderId): FolderRead[] {
  const found = folders.find((one) => one.id === id);
  return found === undefined ? [] : [...pathTo(folders, found.parent_id), found];
}

/** All of them, each followed by those within it. */
export function inTreeOrder(
  folders: readonly FolderRead[],
  parent: FolderId = null,
  depth = 0,
): readonly Branch[] {
  return foldersIn(folders, parent).flatMap((folder) => [
    { folder, depth },
    ...inTreeOrder(folders, folder.id, depth + 1),
  ]);
}

/** How many agents are in it and in those within it. */
export function countIn(folders: readonly FolderRead[], folder: FolderRead): number {
  return foldersIn(folders, folder.id).reduce(
    (sum, inner) => sum + countIn(folders, inner),
    folder.agent_count,
  );
}

/** May a folder be moved there? Not into itself, nor to where it is, nor so that the tree grows too deep. */
export function mayHold(folders: readonly FolderRead[], target: FolderId, moved: FolderRead): boolean {
  const path = pathTo(folders, target);
  const isWithin = path.some((one) => one.id === moved.id);
  return !isWithin && moved.parent_id !== target && path.length + heightOf(folders, moved) <= MAX_DEPTH;
}

function heightOf(folders: readonly FolderRead[], folder: FolderRead): number {
  return 1 + Math.max(0, ...foldersIn(folders, folder.id).map((inner) => heightOf(folders, inner)));
}
