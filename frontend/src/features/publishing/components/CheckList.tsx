import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { Link } from "react-router";
import type { CheckRead } from "@/api/schema";
import { publishing } from "@/text/en/publishing";
import { plural } from "@/text/fill";
import { Card } from "@/ui/Card";

const words = publishing.check;
const LOOKS = {
  problem: { Icon: CircleAlert, tone: "text-danger-text" },
  warning: { Icon: TriangleAlert, tone: "text-warning-text" },
  ok: { Icon: CircleCheck, tone: "text-success-text" },
};

/** The problems and warnings one by one, what is fine in one line. */
export function CheckList({ checks, graphId }: { checks: readonly CheckRead[]; graphId: string }) {
  const shown = checks.filter(({ level }) => level !== "ok");
  const fine = checks.length - shown.length;
  return (
    <Card>
      <ul className="divide-y divide-line text-sm">
        {shown.map((check, place) => (
          <Line key={place} check={check} graphId={graphId} />
        ))}
        <li className="flex items-start gap-2.5 px-4 py-2.5 text-muted">
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success-text" />
          {plural(fine, words.fineOne, words.fine)}
        </li>
      </ul>
    </Card>
  );
}

function Line({ check, graphId }: { check: CheckRead; graphId: string }) {
  const { Icon, tone } = LOOKS[check.level];
  return (
    <li className="flex items-start gap-2.5 px-4 py-2.5">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${tone}`} />
      <span className="min-w-0 flex-1 wrap-anywhere">
        <span className="sr-only">{words[check.level]}: </span>
        {check.text}
      </span>
      {check.node !== "" && (
        <Link
          to={`/agents/${graphId}/build?node=${encodeURIComponent(check.node)}`}
          className="shrink-0 text-xs font-medium text-accent-text"
        >
          {words.toBuilder}
        </Link>
      )}
    </li>
  );
}
