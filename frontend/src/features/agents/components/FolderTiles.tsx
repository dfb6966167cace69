import clsx from "clsx";
import { Ellipsis, Folder, FolderInput, Pencil, Trash2 } from "lucide-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { FolderRead } from "@/api/schema";
import { FolderDialog } from "@/features/agents/components/FolderDialog";
import { MoveDialog } from "@/features/agents/components/MoveDialog";
import { useDropping } from "@/features/agents/hooks/useDropping";
import { dragFolder } from "@/features/agents/lib/dragged";
import { countIn, type FolderId, foldersIn, mayHold } from "@/features/agents/lib/folders";
import { changeFolder, deleteFolder } from "@/features/agents/libraryApi";
import { library } from "@/text/en/library";
import { fill, plural } from "@/text/fill";
import { IconButton } from "@/ui/Button";
import { confirm } from "@/ui/confirm";
import { DropdownMenu } from "@/ui/menus";
import { toast } from "@/ui/toast";

interface FolderTilesProps {
  folders: readonly FolderRead[];
  parent: FolderId;
  addressOf: (folder: FolderId) => string;
}

/** The folders that are in one: to open, to drop things on, to change. */
export function FolderTiles({ folders, parent, addressOf }: FolderTilesProps) {
  const shown = foldersIn(folders, parent);
  if (shown.length === 0) return null;
  return (
    <ul aria-label={library.folders} className="grid grid-cols-2 gap-2 lg:grid-cols-4">
      {shown.map((folder) => (
        <Tile key={folder.id} folder={folder} folders={folders} address={addressOf(folder.id)} />
      ))}
    </ul>
  );
}

interface TileProps {
  folder: FolderRead;
  folders: readonly FolderRead[];
  address: string;
}

function Tile({ folder, folders, address }: TileProps) {
  const { isOver, zone } = useDropping(folders, folder);
  const count = countIn(folders, folder);
  return (
    <li
      {...zone}
      className={clsx(
        "flex items-center rounded-lg border bg-surface pr-1 transition-colors hover:bg-subtle/50",
        isOver ? "border-accent bg-accent-soft" : "border-line",
      )}
    >
      <Link
        to={address}
        draggable
        onDragStart={(event) => dragFolder(event, folder.id)}
        className="flex min-w-0 flex-1 items-center gap-3 rounded-lg px-3 py-2.5"
      >
        <Folder aria-hidden className="size-5 shrink-0 fill-accent-soft text-accent-text" />
        <span className="min-w-0">
          <span className="block truncate text-sm font-medium">{folder.name}</span>
          <span className="block text-xs text-faint tabular-nums">
            {plural(count, library.agentCount.one, library.agentCount.many)}
          </span>
        </span>
      </Link>
      <TileMenu folder={folder} />
    </li>
  );
}

function TileMenu({ folder }: { folder: FolderRead }) {
  const [open, setOpen] = useState<"rename" | "move" | null>(null);
  const words = library.folderMenu;
  const close = () => setOpen(null);
  const deleting = useMutation({
    mutationFn: () => deleteFolder(folder.id),
    onSuccess: () => toast.success(fill(library.folderDeleted, { name: folder.name })),
  });
  const moving = useMutation({
    mutationFn: (parent: FolderId) => changeFolder(folder.id, { parent_id: parent }),
    onSuccess: close,
  });
  const remove = () =>
    void confirm({
      title: fill(library.deleteTitle, { name: folder.name }),
      text: library.deleteText,
      action: words.delete,
      isDanger: true,
    }).then((isWanted) => isWanted && deleting.mutate());
  return (
    <>
      <DropdownMenu
        entries={[
          {
            label: words.rename,
            icon: <Pencil aria-hidden className="size-4" />,
            onSelect: () => setOpen("rename"),
          },
          {
            label: words.move,
            icon: <FolderInput aria-hidden className="size-4" />,
            onSelect: () => setOpen("move"),
          },
          { kind: "rule" },
          {
            label: words.delete,
            icon: <Trash2 aria-hidden className="size-4" />,
            isDanger: true,
            onSelect: remove,
          },
        ]}
      >
        <IconButton
          label={fill(words.label, { name: folder.name })}
          icon={<Ellipsis aria-hidden className="size-4" />}
        />
      </DropdownMenu>
      {open === "rename" && <FolderDialog folder={folder} onClose={close} />}
      {open === "move" && (
        <MoveDialog
          title={fill(library.move.one, { name: folder.name })}
          from={folder.parent_id}
          mayMoveTo={(folders, target) => mayHold(folders, target, folder)}
          isBusy={moving.isPending}
          onMove={({ id }) => moving.mutate(id)}
          onClose={close}
        />
      )}
    </>
  );
}
