import { useQuery } from "@tanstack/react-query";
import { ChevronsUpDown } from "lucide-react";
import { useEffect } from "react";
import { useNavigate } from "react-router";
import { useWorkspaceId } from "@/api/hooks";
import { workspacesQuery } from "@/api/me";
import type { WorkspaceRead } from "@/api/schema";
import { switchTo } from "@/app/lib/switchTo";
import { shell } from "@/text/en/shell";
import { DropdownMenu } from "@/ui/menus";
import { Skeleton } from "@/ui/Spinner";

/** The workspace that is worked in, of those that `list` holds; the personal one if none was chosen. */
function currentOf(list: readonly WorkspaceRead[], id: string | null): WorkspaceRead | undefined {
  return list.find((one) => (id === null ? one.is_personal : one.id === id));
}

export function WorkspaceMenu() {
  const { data: list } = useQuery(workspacesQuery);
  const id = useWorkspaceId();
  const navigate = useNavigate();
  const current = list === undefined ? undefined : currentOf(list, id);
  const isGone = list !== undefined && current === undefined && id !== null;
  useEffect(() => {
    if (isGone) switchTo(null); // somebody removed them from it
  }, [isGone]);
  if (list === undefined || current === undefined) return <Skeleton className="h-10" />;
  const entries = list.map((one) => ({
    label: nameOf(one),
    isChecked: one.id === current.id,
    onSelect: () => {
      if (one.id === current.id) return;
      switchTo(one.is_personal ? null : one.id);
      void navigate("/");
    },
  }));
  return (
    <DropdownMenu
      align="start"
      className="w-52"
      entries={[{ kind: "heading", label: shell.workspace.label }, ...entries]}
    >
      <button
        type="button"
        className="flex h-10 items-center gap-2 rounded-md border border-line px-2 text-left hover:bg-subtle"
      >
        <span
          aria-hidden
          className="flex size-6 shrink-0 items-center justify-center rounded-md bg-accent-soft text-xs font-semibold text-accent-text"
        >
          {nameOf(current).charAt(0).toUpperCase()}
        </span>
        <span className="sr-only">{shell.workspace.label}</span>
        <span className="flex-1 truncate text-sm font-medium group-data-[narrow]/side:sr-only">
          {nameOf(current)}
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-faint group-data-[narrow]/side:hidden" />
      </button>
    </DropdownMenu>
  );
}

function nameOf(one: WorkspaceRead): string {
  return one.name === "" && one.is_personal ? shell.workspace.personal : one.name;
}
