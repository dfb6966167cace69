import clsx from "clsx";
import { CircleAlert, CircleCheck, Info, KeyRound, PackageX } from "lucide-react";
import type { ImportRead, ImportReport, NodeRead } from "@/api/schema";
import { type Line, type LineKind, reportLines } from "@/features/agents/lib/reportLines";
import { closeImport } from "@/features/agents/store/importing";
import { agents } from "@/text/en/agents";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

const words = agents.importing;
const KINDS: readonly LineKind[] = ["unknown", "problem", "credential", "note"];
const ICONS = { unknown: PackageX, problem: CircleAlert, credential: KeyRound, note: Info };
const ICON_TONES: Record<LineKind, string> = {
  unknown: "text-danger-text",
  problem: "text-warning-text",
  credential: "text-info-text",
  note: "text-faint",
};

interface Props {
  imported: ImportRead;
  onAgain: () => void;
  onGo: (path: string) => void;
}

/** What came of an import, node by node. */
export function ImportOutcome({ imported, onAgain, onGo }: Props) {
  const page = `/agents/${imported.id}`;
  const actions = (
    <>
      <Button onClick={onAgain}>{words.another}</Button>
      <Button onClick={() => onGo(`${page}/build`)}>{words.build}</Button>
      <Button kind="primary" onClick={() => onGo(page)}>
        {words.open}
      </Button>
    </>
  );
  return (
    <Dialog
      isOpen
      onClose={closeImport}
      width="large"
      title={fill(words.doneTitle, { name: imported.name })}
      actions={actions}
    >
      <Report report={imported.report} nodes={imported.nodes} />
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

function Report({ report, nodes }: { report: ImportReport; nodes: readonly NodeRead[] }) {
  const lines = reportLines(report, nodes);
  return (
    <>
      <Verdict report={report} />
      {KINDS.map((kind) => {
        const group = lines.filter((line) => line.kind === kind);
        return group.length === 0 ? null : <Group key={kind} kind={kind} lines={group} />;
      })}
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

function Group({ kind, lines }: { kind: LineKind; lines: readonly Line[] }) {
  const Icon = ICONS[kind];
  return (
    <section className="mt-4">
      <h3 className="mb-1 flex items-center gap-2 text-sm font-semibold">
        <Icon aria-hidden className={clsx("size-4", ICON_TONES[kind])} />
        {words.kinds[kind]}
        <Badge>{lines.length}</Badge>
      </h3>
      <ul className="divide-y divide-line text-sm">
        {lines.map((line, place) => (
          <li key={place} className="flex flex-wrap gap-x-3 py-1.5">
            <span className="min-w-32 font-medium">
              {line.place ?? words.wholeAgent}
              {line.field !== null && <span className="ml-1.5 font-normal text-faint">{line.field}</span>}
            </span>
            <span className="min-w-0 flex-1 break-words text-muted">{textOf(line)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function textOf(line: Line): string {
  if (line.kind === "unknown") return fill(words.unknownBlock, { block: line.message });
  if (line.kind !== "credential") return line.message;
  const providers = line.message.split("\n").join(words.or);
  return fill(line.isOptional === true ? words.optionalCredentials : words.credentials, { providers });
}
