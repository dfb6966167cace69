import { useMutation } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import type { SubmissionBrief } from "@/api/schema";
import { withdraw } from "@/features/publishing/api";
import { publishing } from "@/text/en/publishing";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { confirm } from "@/ui/confirm";
import { fullTime } from "@/ui/lib/format";
import { toast } from "@/ui/toast";

const words = publishing.pending;

/** What waits for a moderator. */
export function PendingCard({ submission }: { submission: SubmissionBrief }) {
  const withdrawing = useMutation({
    mutationFn: () => withdraw(submission.id),
    onSuccess: () => toast.success(words.withdrawn),
  });
  const ask = async () => {
    const question = { title: words.withdrawTitle, text: words.withdrawText, action: words.withdraw };
    if (await confirm(question)) withdrawing.mutate();
  };
  const when = submission.submitted_at === null ? "" : fullTime(new Date(submission.submitted_at));
  return (
    <Card>
      <EmptyState
        icon={<Hourglass className="size-6" />}
        title={words.title}
        text={fill(words.text, { when, number: submission.number })}
        action={
          <Button isBusy={withdrawing.isPending} onClick={() => void ask()}>
            {words.withdraw}
          </Button>
        }
      />
    </Card>
  );
}
