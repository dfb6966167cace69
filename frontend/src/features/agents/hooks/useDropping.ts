import { useMutation } from "@tanstack/react-query";
import { type DragEvent, useState } from "react";
import type { FolderRead } from "@/api/schema";
import { draggedOf, isDragged } from "@/features/agents/lib/dragged";
import { type FolderId, mayHold } from "@/features/agents/lib/folders";
import { changeFolder, placeAgents } from "@/features/agents/libraryApi";
import { library } from "@/text/en/library";
import { fill } from "@/text/fill";
import { toast } from "@/ui/toast";

/** What a folder, or the top, needs to take agents and folders that are dropped on it. */
export function useDropping(folders: readonly FolderRead[], target: { id: FolderId; name: string }) {
  const [isOver, setIsOver] = useState(false);
  const moving = useMutation({
    mutationFn: async ({ agents, folder }: ReturnType<typeof draggedOf>) => {
      const moved = folders.find(({ id }) => id === folder);
      if (moved !== undefined && mayHold(folders, target.id, moved)) {
        await changeFolder(moved.id, { parent_id: target.id });
      } else if (agents.length > 0) {
        await placeAgents(agents, { folder: target.id });
      } else return false;
      return true;
    },
    onSuccess: (isMoved) => {
      if (isMoved) toast.success(fill(library.move.done, { folder: target.name }));
    },
  });
  const over = (event: DragEvent) => {
    if (!isDragged(event)) return;
    event.preventDefault();
    setIsOver(true);
  };
  const drop = (event: DragEvent) => {
    if (!isDragged(event)) return;
    event.preventDefault();
    setIsOver(false);
    moving.mutate(draggedOf(event));
  };
  return { isOver, zone: { onDragOver: over, onDragLeave: () => setIsOver(false), onDrop: drop } };
}
