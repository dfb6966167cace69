import { useMutation, useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { KeepEnum, PatchedRetentionWriteRequest, RetentionRead } from "@/api/schema";
import { changeRetention, retentionQuery } from "@/features/settings/api";
import { daysOf, KEEPS, keepsLess, MAX_DAYS } from "@/features/settings/lib/retention";
import { settings } from "@/text/en/settings";
import { Button } from "@/ui/Button";
import { confirm } from "@/ui/confirm";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { LoadFailed } from "@/ui/Page";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Spinner";
import { toast } from "@/ui/toast";

const words = settings.history;
const CHOICES = KEEPS.map((value) => ({ value, label: words.keeps[value] }));

interface RetentionFormProps {
  /** null: of the workspace. */
  graphId: string | null;
  mayChange: boolean;
}

/** What stays of runs that have ended. */
export function RetentionForm({ graphId, mayChange }: RetentionFormProps) {
  const rule = useQuery(retentionQuery(graphId));
  if (rule.isPending) return <Skeleton className="h-32" />;
  if (rule.isError) return <LoadFailed error={rule.error} onRetry={() => void rule.refetch()} />;
  const { keep, days } = rule.data;
  return <Form key={`${keep} ${days}`} graphId={graphId} rule={rule.data} mayChange={mayChange} />;
}

function Form({ graphId, rule, mayChange }: RetentionFormProps & { rule: RetentionRead }) {
  const [keep, setKeep] = useState<KeepEnum>(rule.keep);
  const [typed, setTyped] = useState(String(rule.days ?? ""));
  const days = daysOf(typed);
  const changing = useMutation({
    mutationFn: (body: PatchedRetentionWriteRequest | null) => changeRetention(graphId, body),
    onSuccess: () => toast.success(settings.saved),
  });
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (days === undefined) return;
    const isLess = keepsLess(rule, { keep, days: days });
    const question = {
      title: words.confirmTitle,
      text: words.confirmText,
      action: words.confirm,
      isDanger: true,
    };
    if (!isLess || (await confirm(question))) changing.mutate({ keep, days });
  };
  const isOwn = rule.decided_by === (graphId === null ? "workspace" : "graph");
  const isChanged = keep !== rule.keep || days !== rule.days;
  return (
    <form onSubmit={(event) => void save(event)} className="flex flex-col gap-4">
      <p className="text-sm text-muted">{words.decidedBy[rule.decided_by]}</p>
      <Field label={words.keep}>
        <Select value={keep} choices={CHOICES} onChange={setKeep} isDisabled={!mayChange} />
      </Field>
      {keep !== "nothing" && (
        <Field label={words.days} hint={words.daysHint} error={fieldErrors(changing.error).days}>
          <Input
            inputMode="numeric"
            className="max-w-32"
            value={typed}
            max={MAX_DAYS}
            disabled={!mayChange}
            aria-invalid={days === undefined || undefined}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
      )}
      {mayChange ? (
        <div className="flex gap-2">
          <Button
            type="submit"
            kind="primary"
            isBusy={changing.isPending}
            disabled={!isChanged || days === undefined}
          >
            {words.save}
          </Button>
          {isOwn && <Button onClick={() => changing.mutate(null)}>{words.end}</Button>}
        </div>
      ) : (
        <p className="text-sm text-faint">{words.notAllowed}</p>
      )}
    </form>
  );
}
