import { useMutation, useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import type { SubmissionRead } from "@/api/schema";
import { checksQuery, submitDraft } from "@/features/publishing/api";
import { CheckList } from "@/features/publishing/components/CheckList";
import { DataAccess } from "@/features/publishing/components/DataAccess";
import { Preview } from "@/features/publishing/components/Preview";
import type { DraftForm } from "@/features/publishing/hooks/useDraft";
import { publishing } from "@/text/en/publishing";
import { Button } from "@/ui/Button";
import { LoadFailed, Notice } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { toast } from "@/ui/toast";

const words = publishing.check;

interface CheckStepProps {
  form: DraftForm;
  draft: SubmissionRead;
  graphId: string;
}

/** What the machine finds, what people will see, and the last step. */
export function CheckStep({ form, draft, graphId }: CheckStepProps) {
  const isSaved = form.state === "saved";
  const found = useQuery({ ...checksQuery(draft.id, draft.updated_at), enabled: isSaved });
  const submitting = useMutation({
    mutationFn: () => submitDraft(draft.id),
    meta: { showsError: true },
    onSuccess: () => toast.success(words.submitted),
    onError: () => void found.refetch(),
  });
  const hasProblem = found.data?.checks.some(({ level }) => level === "problem") ?? true;
  return (
    <div className="flex flex-col gap-6">
      <section className="flex flex-col gap-2">
        <div className="flex items-center justify-between gap-2">
          <h3 className="text-sm font-medium">{words.title}</h3>
          <Button size="small" isBusy={found.isFetching} onClick={() => void found.refetch()}>
            {words.again}
          </Button>
        </div>
        {found.isPending && <Skeleton className="h-32" />}
        {found.isError && <LoadFailed error={found.error} onRetry={() => void found.refetch()} />}
        {found.data !== undefined && <CheckList checks={found.data.checks} graphId={graphId} />}
      </section>
      {found.data !== undefined && (
        <DataAccess access={found.data.data_access} providers={found.data.providers} />
      )}
      <section className="flex flex-col gap-2">
        <h3 className="text-sm font-medium">{words.preview}</h3>
        <Preview draft={draft} />
      </section>
      {submitting.isError && (
        <Notice tone="danger">
          <p className="font-medium">{words.refused}</p>
          <p>{submitting.error.message}</p>
        </Notice>
      )}
      <Button
        kind="primary"
        size="large"
        className="self-start"
        icon={<Send aria-hidden className="size-4" />}
        disabled={!isSaved || hasProblem}
        isBusy={submitting.isPending}
        onClick={() => submitting.mutate()}
      >
        {words.submit}
      </Button>
    </div>
  );
}
