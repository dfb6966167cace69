import clsx from "clsx";
import { CircleAlert, CircleCheck } from "lucide-react";
import type { ImportRead, ImportReport, NodeRead } from "@/api/schema";
import { ReportGroups } from "@/features/agents/components/ReportGroups";
import { reportLines } from "@/features/agents/lib/reportLines";
import { closeImport } from "@/features/agents/store/importing";
import { agents } from "@/text/en/agents";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

const words = agents.importing;
interface Props {
  imported: ImportRead;
  onAgain: () => void;
  onGo: (path: string) => void;
}

/** What came of an import, node by node. */
export function ImportOutcome({ imported, onAgain, onGo }: Props) {
  const page = `/agents/${imported.id}`;
  const [, ...others] = imported.agents;
  const isBundle = others.length > 0;
  const actions = (
    <>
      <Button onClick={onAgain}>{words.another}</Button>
      {!isBundle && <Button onClick={() => onGo(`${page}/build`)}>{words.build}</Button>}
      <Button kind="primary" onClick={() => (isBundle ? closeImport() : onGo(page))}>
        {isBundle ? words.close : words.open}
      </Button>
    </>
  );
  const title = isBundle
    ? fill(words.doneMany, { count: imported.agents.length })
    : fill(words.doneTitle, { name: imported.name });
  return (
    <Dialog isOpen onClose={closeImport} width="large" title={title} actions={actions}>
      {isBundle && <Heading agent={imported} onGo={onGo} />}
      <Report report={imported.report} nodes={imported.nodes} />
      {others.map((agent) => (
        <section key={agent.id} className="mt-5">
          <Heading agent={agent} onGo={onGo} />
          <Report report={agent.report} nodes={[]} />
        </section>
      ))}
      {imported.sub_graphs.length > 0 && (
        <section className="mt-5">
          <h3 className="text-sm font-semibold">{words.subAgents}</h3>
          {imported.sub_graphs.map((sub) => (
            <div key={sub.id} className="mt-3 border-l-2 border-line pl-3">
              <p className="mb-2 text-sm font-medium">{sub.name}</p>
              <Report report={sub.report} nodes={[]} />
            </div>
          ))}
        </section>
      )}
    </Dialog>
  );
}

/** One agent of a bundle, with the way to it. */
function Heading({ agent, onGo }: { agent: { id: string; name: string }; onGo: Props["onGo"] }) {
  return (
    <div className="mb-2 flex items-center justify-between gap-3">
      <h3 className="truncate text-sm font-semibold">{agent.name}</h3>
      <Button
        size="small"
        kind="ghost"
        aria-label={fill(words.openOne, { name: agent.name })}
        onClick={() => onGo(`/agents/${agent.id}`)}
      >
        {words.openShort}
      </Button>
    </div>
  );
}

function Report({ report, nodes }: { report: ImportReport; nodes: readonly NodeRead[] }) {
  return (
    <>
      <Verdict report={report} />
      <ReportGroups lines={reportLines(report, nodes)} />
    </>
  );
}

function Verdict({ report }: { report: ImportReport }) {
  const needsCredentials = Object.values(report.credentials).some((list) =>
    list.some((one) => !one.is_optional),
  );
  const isReady = report.can_run && !report.is_draft;
  const Icon = isReady && !needsCredentials ? CircleCheck : CircleAlert;
  return (
    <p
      className={clsx(
        "flex items-start gap-2 rounded-lg px-3 py-2 text-sm",
        isReady && !needsCredentials
          ? "bg-success-soft text-success-text"
          : "bg-warning-soft text-warning-text",
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="flex-1">{verdictOf(report, needsCredentials)}</span>
      {report.is_draft && <Badge tone="warning">{agents.draft}</Badge>}
    </p>
  );
}

function verdictOf(report: ImportReport, needsCredentials: boolean): string {
  if (report.is_draft) return words.isDraft;
  if (!report.can_run) return words.cannotRun;
  return needsCredentials ? words.needsCredentials : words.clean;
}
