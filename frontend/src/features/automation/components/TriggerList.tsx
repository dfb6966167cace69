import { useMutation, useQuery } from "@tanstack/react-query";
import { KeyRound, ListTree, Pencil, Plus, RefreshCw, Webhook } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import type { GraphRead, TriggerRead, TriggerWithSecret } from "@/api/schema";
import { triggers, triggersQuery } from "@/features/automation/api";
import { DeliveriesDialog } from "@/features/automation/components/DeliveriesDialog";
import { MadeDialog } from "@/features/automation/components/MadeDialog";
import { Part, TO_AGENTS } from "@/features/automation/components/Part";
import { RowMenu } from "@/features/automation/components/RowMenu";
import { TriggerDialog } from "@/features/automation/components/TriggerDialog";
import { providerName } from "@/features/automation/lib/words";
import { automation } from "@/text/en/automation";
import { Badge, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Switch } from "@/ui/Checkbox";
import { confirm } from "@/ui/confirm";
import { CopyButton } from "@/ui/CopyButton";
import { RelativeTime } from "@/ui/Time";
import { toast } from "@/ui/toast";

const words = automation.triggers;
const REFRESH_MS = 15_000; // nothing tells of events
const TONES: Record<TriggerRead["health"]["state"], Tone> = {
  waiting: "neutral",
  well: "success",
  failing: "danger",
};

/** The triggers of one agent; null: of the workspace. */
export function TriggerList({ graph }: { graph: GraphRead | null }) {
  const query = useQuery({ ...triggersQuery(graph?.id ?? null), refetchInterval: REFRESH_MS });
  const [open, setOpen] = useState<TriggerRead | "new" | null>(null);
  const [made, setMade] = useState<TriggerWithSecret | null>(null);
  const add = graph !== null && (
    <Button icon={<Plus aria-hidden className="size-4" />} onClick={() => setOpen("new")}>
      {words.add}
    </Button>
  );
  return (
    <>
      <Part
        title={words.title}
        icon={<Webhook className="size-6" />}
        emptyTitle={words.emptyTitle}
        empty={graph === null ? words.emptyAll : words.empty}
        action={add}
        {...(graph === null && { emptyAction: TO_AGENTS })}
        query={query}
        row={(trigger) => (
          <TriggerRow
            key={trigger.id}
            trigger={trigger}
            isAgentShown={graph === null}
            onEdit={() => setOpen(trigger)}
            onMade={setMade}
          />
        )}
      />
      {open !== null && (
        <TriggerDialog
          graphId={open === "new" ? (graph?.id ?? "") : open.graph_id}
          {...(open !== "new" && { trigger: open })}
          onMade={setMade}
          onClose={() => setOpen(null)}
        />
      )}
      {made !== null && <MadeDialog trigger={made} onClose={() => setMade(null)} />}
    </>
  );
}

interface TriggerRowProps {
  trigger: TriggerRead;
  isAgentShown: boolean;
  onEdit: () => void;
  onMade: (trigger: TriggerWithSecret) => void;
}

function TriggerRow({ trigger, isAgentShown, onEdit, onMade }: TriggerRowProps) {
  const [isLooking, setIsLooking] = useState(false);
  const { id, health, is_enabled: isOn } = trigger;
  const name = providerName(trigger.provider);
  const turning = useMutation({ mutationFn: () => triggers.change(id, { is_enabled: !isOn }) });
  const registering = useMutation({ mutationFn: () => triggers.register(id) });
  const rotating = useMutation({ mutationFn: () => triggers.rotate(id), gcTime: 0, onSuccess: onMade });
  const removing = useMutation({
    mutationFn: () => triggers.remove(id),
    onSuccess: () => toast.success(words.removed),
  });
  const rotate = async () => {
    const question = { title: words.rotateTitle, text: words.rotateText, action: words.rotate };
    if (await confirm({ ...question, isDanger: true })) rotating.mutate();
  };
  return (
    <li className="flex flex-col gap-2 border-t border-line px-4 py-3">
      <div className="flex items-center gap-3">
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{name}</span>
            <Badge tone={TONES[health.state]}>{words.health[health.state]}</Badge>
          </p>
          <p className="mt-0.5 flex flex-wrap gap-x-3 text-xs text-faint">
            {isAgentShown && (
              <Link
                to={`/agents/${trigger.graph_id}?tab=automation`}
                className="truncate text-accent-text hover:underline"
              >
                {trigger.graph_name}
              </Link>
            )}
            {trigger.resource !== "" && <span>{trigger.resource}</span>}
            <span className="truncate">{trigger.events.join(", ") || words.allEvents}</span>
            {health.last_event_at !== null && (
              <span>
                {words.lastEvent} <RelativeTime at={health.last_event_at} />
              </span>
            )}
          </p>
        </div>
        <Button size="small" onClick={() => setIsLooking(true)}>
          {words.deliveries}
        </Button>
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
              label: words.deliveries,
              icon: <ListTree aria-hidden className="size-4" />,
              onSelect: () => setIsLooking(true),
            },
            { label: automation.edit, icon: <Pencil aria-hidden className="size-4" />, onSelect: onEdit },
            {
              label: words.rotate,
              icon: <KeyRound aria-hidden className="size-4" />,
              onSelect: () => void rotate(),
            },
            {
              label: words.register,
              icon: <RefreshCw aria-hidden className="size-4" />,
              isDisabled: trigger.registration !== "failed",
              onSelect: () => registering.mutate(),
            },
          ]}
          question={{ title: words.removeTitle, text: words.removeText }}
          onRemove={() => removing.mutate()}
          isBusy={removing.isPending || rotating.isPending || registering.isPending}
        />
      </div>
      <div className="flex items-center gap-1">
        <code className="min-w-0 truncate rounded-md bg-subtle px-2 py-1 text-xs">{trigger.url}</code>
        <CopyButton text={trigger.url} label={words.copyUrl} />
      </div>
      {health.last_error !== "" && <p className="text-sm text-danger-text">{health.last_error}</p>}
      {health.next_step !== "" && <p className="text-sm text-muted">{health.next_step}</p>}
      {isLooking && <DeliveriesDialog id={id} name={name} onClose={() => setIsLooking(false)} />}
    </li>
  );
}
