import { useMutation } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { GraphRead, SubmissionRead } from "@/api/schema";
import { deleteDraft } from "@/features/publishing/api";
import { AboutStep } from "@/features/publishing/components/AboutStep";
import { CheckStep } from "@/features/publishing/components/CheckStep";
import { PicturesStep } from "@/features/publishing/components/PicturesStep";
import { StepList } from "@/features/publishing/components/StepList";
import { TermsStep } from "@/features/publishing/components/TermsStep";
import { useDraft } from "@/features/publishing/hooks/useDraft";
import { STEPS, type Step } from "@/features/publishing/lib/steps";
import { publishing } from "@/text/en/publishing";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { confirm } from "@/ui/confirm";
import { Notice } from "@/ui/Page";
import { toast } from "@/ui/toast";

const words = publishing.steps;

/** What is said of an agent, step by step. Every change is saved by itself. */
export function DraftEditor({ draft, graph }: { draft: SubmissionRead; graph: GraphRead }) {
  const [step, setStep] = useState<Step>("about");
  const form = useDraft(draft);
  const place = STEPS.indexOf(step);
  const [before, after] = [STEPS[place - 1], STEPS[place + 1]];
  const content: Record<Step, () => ReactNode> = {
    about: () => <AboutStep form={form} graphId={graph.id} isUpdate={draft.number > 1} />,
    terms: () => <TermsStep form={form} />,
    pictures: () => <PicturesStep form={form} graphId={graph.id} draft={draft} />,
    check: () => <CheckStep form={form} draft={draft} graphId={graph.id} />,
  };
  return (
    <div className="grid gap-5 lg:grid-cols-[13rem_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-3 self-start lg:sticky lg:top-5">
        <StepList step={step} errors={form.errors} onChange={setStep} />
        <p role="status" className="px-2 text-xs text-faint max-lg:hidden">
          {words[form.state]}
        </p>
      </div>
      <Card className="px-4 py-4 sm:px-6 sm:py-5">
        <h2 className="mb-4 text-base font-semibold">{words[step]}</h2>
        {form.failure !== null && (
          <div className="mb-4">
            <Notice tone="danger">{form.failure}</Notice>
          </div>
        )}
        {content[step]()}
        <div className="mt-6 flex flex-wrap items-center gap-2 border-t border-line pt-4">
          <DeleteButton id={draft.id} />
          <span className="flex-1" />
          {before !== undefined && <Button onClick={() => setStep(before)}>{words.back}</Button>}
          {after !== undefined && (
            <Button kind="primary" onClick={() => setStep(after)}>
              {words.next}
            </Button>
          )}
        </div>
      </Card>
    </div>
  );
}

function DeleteButton({ id }: { id: string }) {
  const deleting = useMutation({
    mutationFn: () => deleteDraft(id),
    onSuccess: () => toast.success(words.deleted),
  });
  const ask = async () => {
    const question = { title: words.deleteTitle, text: words.deleteText, action: words.delete };
    if (await confirm({ ...question, isDanger: true })) deleting.mutate();
  };
  return (
    <Button
      kind="ghost"
      icon={<Trash2 aria-hidden className="size-4" />}
      isBusy={deleting.isPending}
      onClick={() => void ask()}
    >
      {words.delete}
    </Button>
  );
}
