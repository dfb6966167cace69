import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import { Link } from "react-router";
import type { FolderRead } from "@/api/schema";
import { useDropping } from "@/features/agents/hooks/useDropping";
import { type FolderId, pathTo } from "@/features/agents/lib/folders";
import { library } from "@/text/en/library";

interface FolderPathProps {
  folders: readonly FolderRead[];
  folder: FolderId;
  addressOf: (folder: FolderId) => string;
}

/** The way from the top to the open folder. What is dropped on a part of it goes there. */
export function FolderPath({ folders, folder, addressOf }: FolderPathProps) {
  const steps = [{ id: null, name: library.top }, ...pathTo(folders, folder)];
  return (
    <nav aria-label={library.path} className="min-w-0">
      <ol className="flex flex-wrap items-center gap-0.5 text-sm">
        {steps.map((step, place) => (
          <li key={step.id} className="flex min-w-0 items-center gap-0.5">
            {place > 0 && <ChevronRight aria-hidden className="size-4 shrink-0 text-faint" />}
            <Step
              step={step}
              folders={folders}
              address={addressOf(step.id)}
              isHere={place === steps.length - 1}
            />
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface StepProps {
  step: { id: FolderId; name: string };
  folders: readonly FolderRead[];
  address: string;
  isHere: boolean;
}

function Step({ step, folders, address, isHere }: StepProps) {
  const { isOver, zone } = useDropping(folders, step);
  if (isHere) {
    return (
      <span aria-current="page" className="truncate px-1.5 py-1 font-medium">
        {step.name}
      </span>
    );
  }
  return (
    <Link
      to={address}
      {...zone}
      className={clsx(
        "truncate rounded-md px-1.5 py-1 text-muted hover:bg-subtle hover:text-text",
        isOver && "bg-accent-soft text-accent-text",
      )}
    >
      {step.name}
    </Link>
  );
}
