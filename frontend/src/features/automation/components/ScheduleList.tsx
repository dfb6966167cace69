import { useMutation, useQuery } from "@tanstack/react-query";
import { CalendarClock, History, Pencil, Play, Plus } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import type { ScheduleRead } from "@/api/schema";
import { schedules, schedulesQuery } from "@/features/automation/api";
import { Part, TO_AGENTS } from "@/features/automation/components/Part";
import { RowMenu } from "@/features/automation/components/RowMenu";
import { ScheduleDialog } from "@/features/automation/components/ScheduleDialog";
import { StartsDialog } from "@/features/automation/components/StartsDialog";
import { automation } from "@/text/en/automation";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Switch } from "@/ui/Checkbox";
import { RelativeTime } from "@/ui/Time";
import { toast } from "@/ui/toast";

const words = automation.schedules;

/** The schedules of one agent; null: of the workspace. */
export function ScheduleList({ graphId }: { graphId: string | null }) {
  const query = useQuery(schedulesQuery(graphId));
  const [open, setOpen] = useState<ScheduleRead | "new" | null>(null);
  const add = graphId !== null && (
    <Button icon={<Plus aria-hidden className="size-4" />} onClick={() => setOpen("new")}>
      {words.add}
    </Button>
  );
  const ofGraph = open === null || open === "new" ? graphId : open.graph_id;
  return (
    <>
      <Part
        title={words.title}
        icon={<CalendarClock className="size-6" />}
        emptyTitle={words.emptyTitle}
        empty={graphId === null ? words.emptyAll : words.empty}
        action={add}
        {...(graphId === null && { emptyAction: TO_AGENTS })}
        query={query}
        row={(schedule) => (
          <ScheduleRow
            key={schedule.id}
            schedule={schedule}
            isAgentShown={graphId === null}
            onEdit={() => setOpen(schedule)}
          />
        )}
      />
      {open !== null && ofGraph !== null && (
        <ScheduleDialog
          graphId={ofGraph}
          {...(open !== "new" && { schedule: open })}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

interface ScheduleRowProps {
  schedule: ScheduleRead;
  isAgentShown: boolean;
  onEdit: () => void;
}

function ScheduleRow({ schedule, isAgentShown, onEdit }: ScheduleRowProps) {
  const [isLooking, setIsLooking] = useState(false);
  const navigate = useNavigate();
  const { id, words: inWords, is_enabled: isOn, last } = schedule;
  const name = schedule.name || inWords;
  const turning = useMutation({ mutationFn: () => schedules.change(id, { is_enabled: !isOn }) });
  const starting = useMutation({
    mutationFn: () => schedules.runNow(id),
    onSuccess: (run) =>
      toast.success(automation.started, {
        label: automation.seeRun,
        onClick: () => void navigate(`/runs/${run.id}`),
      }),
  });
  const removing = useMutation({
    mutationFn: () => schedules.remove(id),
    onSuccess: () => toast.success(fill(words.removed, { name })),
  });
  const [next] = schedule.next;
  return (
    <li className="flex items-center gap-3 border-t border-line px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{name}</p>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-xs text-faint">
          {isAgentShown && (
            <Link
              to={`/agents/${schedule.graph_id}?tab=automation`}
              className="truncate text-accent-text hover:underline"
            >
              {schedule.graph_name}
            </Link>
          )}
          {schedule.name !== "" && <span>{inWords}</span>}
          {next !== undefined && (
            <span>
              {words.next} <RelativeTime at={next} />
            </span>
          )}
          {last !== null && (
            <span className={last.outcome === "failed" ? "text-danger-text" : undefined}>
              {words.last} <RelativeTime at={last.planned_at} />, {words.outcomes[last.outcome].toLowerCase()}
            </span>
          )}
        </p>
      </div>
      <Switch
        label={<span className="sr-only">{name}</span>}
        isChecked={isOn}
        isDisabled={turning.isPending}
        onChange={() => turning.mutate()}
      />
      <RowMenu
        name={name}
        entries={[
          {
            label: automation.runNow,
            icon: <Play aria-hidden className="size-4" />,
            onSelect: () => starting.mutate(),
          },
          {
            label: words.starts,
            icon: <History aria-hidden className="size-4" />,
            onSelect: () => setIsLooking(true),
          },
          { label: automation.edit, icon: <Pencil aria-hidden className="size-4" />, onSelect: onEdit },
        ]}
        question={{ title: fill(words.removeTitle, { name }), text: words.removeText }}
        onRemove={() => removing.mutate()}
        isBusy={starting.isPending || removing.isPending}
      />
      {isLooking && <StartsDialog id={id} name={name} onClose={() => setIsLooking(false)} />}
    </li>
  );
}
