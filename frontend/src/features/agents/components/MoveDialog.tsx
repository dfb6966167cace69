import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { Check, Folder, House } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { type SubmitEvent, useId, useState } from "react";
import type { FolderRead } from "@/api/schema";
import { type FolderId, inTreeOrder } from "@/features/agents/lib/folders";
import { foldersQuery } from "@/features/agents/libraryApi";
import { library } from "@/text/en/library";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

export interface Target {
  id: FolderId;
  name: string;
}

interface MoveDialogProps {
  title: string;
  /** Where it is now. */
  from: FolderId;
  mayMoveTo?: (folders: readonly FolderRead[], target: FolderId) => boolean;
  isBusy: boolean;
  onMove: (target: Target) => void;
  onClose: () => void;
}

const TOP = "top"; // a radio has to have a value
const INDENT_REM = 1.25;

/** Asks into which folder. */
export function MoveDialog({ title, from, mayMoveTo, isBusy, onMove, onClose }: MoveDialogProps) {
  const { data: folders = [] } = useQuery(foldersQuery);
  const [target, setTarget] = useState<FolderId>(from);
  const formId = useId();
  const places: (Target & { depth: number })[] = [
    { id: null, name: library.top, depth: 0 },
    ...inTreeOrder(folders).map(({ folder, depth }) => ({ ...folder, depth: depth + 1 })),
  ];
  const chosen = places.find(({ id }) => id === target);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (chosen !== undefined) onMove({ id: chosen.id, name: chosen.name });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="small"
      title={title}
      actions={
        <Button type="submit" form={formId} kind="primary" isBusy={isBusy} disabled={target === from}>
          {library.move.submit}
        </Button>
      }
    >
      <form id={formId} onSubmit={submit}>
        <RadioGroup.Root
          aria-label={library.move.to}
          value={target ?? TOP}
          onValueChange={(next) => setTarget(next === TOP ? null : next)}
          className="flex flex-col"
        >
          {places.map(({ id, name, depth }) => (
            <RadioGroup.Item
              key={id ?? TOP}
              value={id ?? TOP}
              disabled={mayMoveTo?.(folders, id) === false && id !== from}
              style={{ paddingLeft: `${depth * INDENT_REM + 0.625}rem` }}
              className={clsx(
                "flex h-9 items-center gap-2 rounded-md pr-2.5 text-left text-sm hover:bg-subtle",
                "disabled:cursor-not-allowed disabled:opacity-50 data-[state=checked]:bg-accent-soft",
              )}
            >
              {id === null ? (
                <House aria-hidden className="size-4 shrink-0 text-faint" />
              ) : (
                <Folder aria-hidden className="size-4 shrink-0 text-faint" />
              )}
              <span className="min-w-0 flex-1 truncate">{name}</span>
              {id === target && <Check aria-hidden className="size-4 shrink-0 text-accent-text" />}
            </RadioGroup.Item>
          ))}
        </RadioGroup.Root>
      </form>
    </Dialog>
  );
}
