import type { SubmissionRow } from "@/api/schema";
import { SUBMISSION_TONE } from "@/features/publishing/lib/standing";
import { publishing } from "@/text/en/publishing";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Card } from "@/ui/Card";
import { RelativeTime } from "@/ui/Time";

const words = publishing.history;

interface HistoryProps {
  rows: readonly SubmissionRow[];
  /** The one whose note the page has told already. */
  toldId: string | null;
}

/** What was offered before, with what moderators wrote. */
export function History({ rows, toldId }: HistoryProps) {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-sm font-semibold">{words.title}</h2>
      <Card>
        <ol className="divide-y divide-line">
          {rows.map((row) => (
            <li key={row.id} className="flex flex-col gap-1.5 px-4 py-3 text-sm sm:px-5">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-medium">{fill(words.version, { number: row.number })}</span>
                <Badge tone={SUBMISSION_TONE[row.state]}>{publishing.states[row.state]}</Badge>
                <span className="text-xs text-faint">
                  {fill(words.ofGraph, { number: row.graph_version })}
                </span>
                <span className="ml-auto text-xs text-faint">
                  <RelativeTime at={row.decided_at ?? row.submitted_at ?? row.created_at} />
                </span>
              </div>
              {row.note !== "" && row.id !== toldId && <Quoted title={words.note} text={row.note} />}
              {row.changelog !== "" && <Quoted title={words.changelog} text={row.changelog} />}
            </li>
          ))}
        </ol>
      </Card>
    </section>
  );
}

function Quoted({ title, text }: { title: string; text: string }) {
  return (
    <div className="text-muted">
      <p className="text-xs text-faint">{title}</p>
      <p className="whitespace-pre-line">{text}</p>
    </div>
  );
}
