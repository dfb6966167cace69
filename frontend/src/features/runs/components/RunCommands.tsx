import { useInfiniteQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { useMemo } from "react";
import { useNavigate } from "react-router";
import { type Command, useCommands, usePalette } from "@/app/store/commands";
import { runsQuery } from "@/features/runs/queries";
import { runs } from "@/text/en/runs";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { relativeTime } from "@/ui/lib/format";

const SHOWN = 8;
const ALL = {};

/** The newest runs, for the palette of every page. */
export function RunCommands() {
  const navigate = useNavigate();
  const { isOpen } = usePalette();
  const { data } = useInfiniteQuery({ ...runsQuery(ALL), enabled: isOpen });
  const commands = useMemo(
    () =>
      (isOpen ? (data?.pages[0]?.results ?? []) : []).slice(0, SHOWN).map((run): Command => {
        const status = ui.status[run.status];
        const when = relativeTime(new Date(run.created_at), new Date());
        return {
          id: `run ${run.id}`,
          label: fill(runs.command, { name: run.graph_name, status, when }),
          group: runs.recent,
          icon: <Activity aria-hidden className="size-4" />,
          run: () => void navigate(`/runs/${run.id}`),
        };
      }),
    [data, isOpen, navigate],
  );
  useCommands(commands);
  return null;
}
