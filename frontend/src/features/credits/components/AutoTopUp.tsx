import { useMutation, useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import type { AutoTopUpRead } from "@/api/schema";
import { autoTopUpQuery, saveAutoTopUp } from "@/features/credits/billing";
import { creditsOf, thresholdOf } from "@/features/credits/lib/paying";
import { credits } from "@/text/en/credits";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Switch } from "@/ui/Checkbox";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { LoadFailed, Notice } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { toast } from "@/ui/toast";

const words = credits.plan.auto;

/** Buys credits whenever few are left, from the card of the last top-up. */
export function AutoTopUp() {
  const rule = useQuery(autoTopUpQuery);
  return (
    <Card className="p-4 sm:p-5">
      <h2 className="font-semibold">{words.title}</h2>
      <p className="mt-0.5 mb-4 text-sm text-muted">{words.intro}</p>
      {rule.isPending && <Skeleton className="h-24" />}
      {rule.isError && <LoadFailed error={rule.error} onRetry={() => void rule.refetch()} />}
      {rule.data?.has_card === false && <p className="text-sm text-faint">{words.needsCard}</p>}
      {rule.data?.has_card === true && (
        <Rule key={`${rule.data.threshold ?? ""} ${rule.data.credits}`} rule={rule.data} />
      )}
    </Card>
  );
}

function Rule({ rule }: { rule: AutoTopUpRead }) {
  const [isOn, setIsOn] = useState(rule.threshold !== null);
  const [threshold, setThreshold] = useState(rule.threshold ?? "500");
  const [wanted, setWanted] = useState(rule.credits === "0" ? "2000" : rule.credits);
  const given = { threshold: thresholdOf(threshold), credits: creditsOf(wanted) };
  const saving = useMutation({
    mutationFn: () => saveAutoTopUp(isOn ? given.threshold : null, isOn ? (given.credits ?? 0) : 0),
    meta: { showsError: true },
    onSuccess: () => toast.success(words.saved),
  });
  const isRight = !isOn || (given.threshold !== null && given.credits !== null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isRight) saving.mutate();
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      {saving.error !== null && <Notice tone="danger">{saving.error.message}</Notice>}
      <Switch label={words.isOn} isChecked={isOn} onChange={setIsOn} />
      {isOn && (
        <div className="flex flex-wrap gap-4">
          <Field
            label={words.threshold}
            error={given.threshold === null ? credits.plan.topUp.wrong : undefined}
          >
            <Input
              inputMode="numeric"
              value={threshold}
              onChange={(event) => setThreshold(event.target.value)}
            />
          </Field>
          <Field label={words.credits} error={given.credits === null ? credits.plan.topUp.wrong : undefined}>
            <Input inputMode="numeric" value={wanted} onChange={(event) => setWanted(event.target.value)} />
          </Field>
        </div>
      )}
      <Button type="submit" className="self-start" isBusy={saving.isPending} disabled={!isRight}>
        {words.save}
      </Button>
    </form>
  );
}
