import type { AppealBrief } from "@/api/schema";
import { publishing } from "@/text/en/publishing";
import { fill } from "@/text/fill";
import { fullTime } from "@/ui/lib/format";
import { Notice } from "@/ui/Page";

const words = publishing.appeal;
const TONES = { open: "info", granted: "success", denied: "warning" } as const;

/** What became of the last appeal. */
export function AppealNotice({ appeal }: { appeal: AppealBrief }) {
  const told = {
    open: fill(words.open, { when: fullTime(new Date(appeal.created_at)) }),
    granted: words.granted,
    denied: words.denied,
  };
  return (
    <Notice tone={TONES[appeal.state]}>
      <p className="font-medium">{told[appeal.state]}</p>
      {appeal.answer !== "" && (
        <p className="whitespace-pre-line">{fill(words.answer, { text: appeal.answer })}</p>
      )}
    </Notice>
  );
}
