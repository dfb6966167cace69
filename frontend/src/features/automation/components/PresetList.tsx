import { useMutation, useQuery } from "@tanstack/react-query";
import { Bookmark, Pencil, Play, Plus, Power } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { GraphRead, PresetRead } from "@/api/schema";
import { extrasOf } from "@/features/agents/lib/runExtras";
import { presets, presetsQuery } from "@/features/automation/api";
import { Part } from "@/features/automation/components/Part";
import { RowMenu } from "@/features/automation/components/RowMenu";
import { Labels } from "@/features/runs/components/Labels";
import { PresetDialog } from "@/features/automation/components/PresetDialog";
import { agent } from "@/text/en/agent";
import { automation } from "@/text/en/automation";
import { fill, plural } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { RelativeTime } from "@/ui/Time";
import { toast } from "@/ui/toast";

const words = automation.presets;
const extrasWords = agent.extras.chosen;

/** The saved inputs of an agent. */
export function PresetList({ graph }: { graph: GraphRead }) {
  const query = useQuery(presetsQuery(graph.id));
  const [open, setOpen] = useState<PresetRead | "new" | null>(null);
  return (
    <>
      <Part
        title={words.title}
        icon={<Bookmark className="size-6" />}
        emptyTitle={words.emptyTitle}
        empty={words.empty}
        action={
          <Button icon={<Plus aria-hidden className="size-4" />} onClick={() => setOpen("new")}>
            {words.add}
          </Button>
        }
        query={query}
        row={(preset) => <PresetRow key={preset.id} preset={preset} onEdit={() => setOpen(preset)} />}
      />
      {open !== null && (
        <PresetDialog graph={graph} {...(open !== "new" && { preset: open })} onClose={() => setOpen(null)} />
      )}
    </>
  );
}

function PresetRow({ preset, onEdit }: { preset: PresetRead; onEdit: () => void }) {
  const { id, name, is_enabled: isOn, last_run: last } = preset;
  const navigate = useNavigate();
  const running = useMutation({
    mutationFn: () => presets.run(id),
    onSuccess: (run) => void navigate(`/runs/${run.id}`),
  });
  const turning = useMutation({ mutationFn: () => presets.change(id, { is_enabled: !isOn }) });
  const removing = useMutation({
    mutationFn: () => presets.remove(id),
    onSuccess: () => toast.success(fill(words.removed, { name })),
  });
  const extras = extrasOf(preset);
  const accounts = Object.keys(extras.credentials).length;
  const count = Object.keys(preset.inputs).length;
  return (
    <li className="flex items-center gap-3 border-t border-line px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">{name}</span>
          {!isOn && <Badge>{words.offHint}</Badge>}
        </p>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-xs text-faint">
          <span>{plural(count, words.inputs.one, words.inputs.many)}</span>
          {accounts > 0 && <span>{plural(accounts, extrasWords.one, extrasWords.many)}</span>}
          <span>
            {last === null ? (
              words.neverRun
            ) : (
              <>
                {words.lastRun} <RelativeTime at={last.created_at} />
              </>
            )}
          </span>
        </p>
        <Labels run={{ tags: extras.tags, data: { ...extras.data } }} />
      </div>
      <Button
        size="small"
        aria-label={fill(words.runLabel, { name })}
        icon={<Play aria-hidden className="size-3.5" />}
        isBusy={running.isPending}
        disabled={!isOn}
        onClick={() => running.mutate()}
      >
        {words.run}
      </Button>
      <RowMenu
        name={name}
        entries={[
          { label: automation.edit, icon: <Pencil aria-hidden className="size-4" />, onSelect: onEdit },
          {
            label: isOn ? automation.turnOff : automation.turnOn,
            icon: <Power aria-hidden className="size-4" />,
            onSelect: () => turning.mutate(),
          },
        ]}
        question={{ title: fill(words.removeTitle, { name }), text: words.removeText }}
        onRemove={() => removing.mutate()}
        isBusy={turning.isPending || removing.isPending}
      />
    </li>
  );
}
