import clsx from "clsx";
import { CircleAlert, Info, KeyRound, PackageX } from "lucide-react";
import type { Line, LineKind } from "@/features/agents/lib/reportLines";
import { agents } from "@/text/en/agents";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";

const words = agents.importing;
const KINDS: readonly LineKind[] = ["unknown", "problem", "credential", "note"];
const ICONS = { unknown: PackageX, problem: CircleAlert, credential: KeyRound, note: Info };
const ICON_TONES: Record<LineKind, string> = {
  unknown: "text-danger-text",
  problem: "text-warning-text",
  credential: "text-info-text",
  note: "text-faint",
};

/** What a file's report says, by kind. */
export function ReportGroups({ lines }: { lines: readonly Line[] }) {
  return KINDS.map((kind) => {
    const group = lines.filter((line) => line.kind === kind);
    return group.length === 0 ? null : <Group key={kind} kind={kind} lines={group} />;
  });
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
