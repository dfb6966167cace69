import { useState } from "react";
import type { ImportPreviewRead, PreviewedAgentRead } from "@/api/schema";
import { AccountChoices, type Chosen } from "@/features/agents/components/AccountChoices";
import { ReportGroups } from "@/features/agents/components/ReportGroups";
import { nodesOf } from "@/features/agents/lib/readAgent";
import { reportLines } from "@/features/agents/lib/reportLines";
import { closeImport } from "@/features/agents/store/importing";
import { agents } from "@/text/en/agents";
import { fill, plural } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Notice } from "@/ui/Page";

const words = agents.importing;

interface ImportPreviewProps {
  preview: ImportPreviewRead;
  file: Record<string, unknown>;
  isBusy: boolean;
  problem: string | undefined;
  onBack: () => void;
  onImport: (chosen: Chosen) => void;
}

/** What would come, before anything does; and by which accounts. */
export function ImportPreview({ preview, file, isBusy, problem, onBack, onImport }: ImportPreviewProps) {
  const [chosen, setChosen] = useState<Chosen>({});
  const asked = preview.agents.filter((agent) => !agent.is_sub_agent);
  const nodes = nodesOf(file);
  const actions = (
    <>
      <Button onClick={onBack}>{words.back}</Button>
      <Button kind="primary" isBusy={isBusy} onClick={() => onImport(chosen)}>
        {asked.length > 1 ? fill(words.submitMany, { count: asked.length }) : words.submit}
      </Button>
    </>
  );
  return (
    <Dialog
      isOpen
      onClose={closeImport}
      width="large"
      title={words.title}
      description={words.previewIntro}
      actions={actions}
    >
      {problem !== undefined && <Notice tone="danger">{problem}</Notice>}
      <ul aria-label={words.comes} className="divide-y divide-line rounded-lg border border-line">
        {preview.agents.map((agent, place) => (
          <Agent key={place} agent={agent} nodes={place === 0 ? nodes : []} />
        ))}
      </ul>
      <div className="mt-4">
        <AccountChoices accounts={preview.accounts} chosen={chosen} onChoose={setChosen} />
      </div>
    </Dialog>
  );
}

function Agent({ agent, nodes }: { agent: PreviewedAgentRead; nodes: ReturnType<typeof nodesOf> }) {
  const lines = reportLines(agent.report, nodes).filter((line) => line.kind !== "credential");
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 truncate text-sm font-medium">{agent.name}</span>
        <Badge>{plural(agent.node_count, words.steps.one, words.steps.many)}</Badge>
        {agent.is_sub_agent && <Badge>{words.comesAlong}</Badge>}
        {agent.report.is_draft && <Badge tone="warning">{agents.draft}</Badge>}
      </div>
      {agent.description !== "" && (
        <p className="mt-1 line-clamp-2 text-sm text-muted">{agent.description}</p>
      )}
      <ReportGroups lines={lines} />
    </li>
  );
}
