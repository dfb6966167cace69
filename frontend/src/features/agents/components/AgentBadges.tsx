import { useState } from "react";
import type { GraphSummary } from "@/api/schema";
import { UpdateDialog } from "@/features/agents/components/UpdateDialog";
import { agents } from "@/text/en/agents";
import { library } from "@/text/en/library";
import { fill, plural } from "@/text/fill";
import { Badge, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Tooltip } from "@/ui/Tooltip";

/** How an agent stands, beside its name in the list. */
export function AgentBadges({ agent }: { agent: GraphSummary }) {
  const { origin } = agent;
  return (
    <>
      {agent.is_draft && <Hinted tone="warning" text={agents.draft} hint={agents.draftHint} />}
      {agent.is_archived && <Hinted text={library.archived} hint={library.archivedHint} />}
      {origin !== null && (
        <Hinted
          tone="info"
          text={origin.is_closed ? library.closed : library.added}
          hint={origin.is_closed ? library.closedHint : fill(library.addedHint, { number: origin.number })}
        />
      )}
    </>
  );
}

/** Tags and presets of an agent, below its name. */
export function AgentFacts({ agent }: { agent: GraphSummary }) {
  const { tags, preset_count: presets } = agent;
  if (tags.length === 0 && presets === 0) return null;
  return (
    <span className="mt-1 flex flex-wrap items-center gap-1">
      {tags.map((tag) => (
        <Badge key={tag} className="max-w-32">
          <span className="truncate">{tag}</span>
        </Badge>
      ))}
      {presets > 0 && (
        <span className="px-1 text-xs text-faint">
          {plural(presets, library.presets.one, library.presets.many)}
        </span>
      )}
    </span>
  );
}

/** Opens what is new in an added agent; nothing where nothing is. */
export function UpdateButton({ agent }: { agent: GraphSummary }) {
  const [isOpen, setIsOpen] = useState(false);
  if (agent.origin?.update_available !== true) return null;
  return (
    <>
      <Button
        size="small"
        aria-label={fill(library.update.badgeFor, { name: agent.name })}
        onClick={() => setIsOpen(true)}
      >
        {library.update.badge}
      </Button>
      {isOpen && <UpdateDialog agent={agent} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function Hinted({ text, hint, tone = "neutral" }: { text: string; hint: string; tone?: Tone }) {
  return (
    <Tooltip text={hint}>
      <span>
        <Badge tone={tone}>{text}</Badge>
      </span>
    </Tooltip>
  );
}
