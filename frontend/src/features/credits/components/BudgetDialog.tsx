import { useMutation, useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useId, useState } from "react";
import { fieldErrors } from "@/api/error";
import type { BudgetRead } from "@/api/schema";
import { type BudgetScope, SCOPES, saveBudget } from "@/features/credits/api";
import { limitOf } from "@/features/credits/lib/limit";
import { memberChoices } from "@/features/credits/lib/people";
import { AgentPicker } from "@/features/runs/components/AgentPicker";
import { membersQuery } from "@/features/settings/api";
import { useCurrentWorkspace } from "@/features/settings/hooks/useCurrentWorkspace";
import { credits } from "@/text/en/credits";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Notice } from "@/ui/Page";
import { Select } from "@/ui/Select";
import { toast } from "@/ui/toast";

const words = credits.budgets;
const SCOPE_CHOICES = SCOPES.map((value) => ({ value, label: words.scopes[value] }));

interface BudgetDialogProps {
  /** null: a new one. */
  budget: BudgetRead | null;
  onClose: () => void;
}

/** Makes a budget, or changes the limit of one: what it limits stays. */
export function BudgetDialog({ budget, onClose }: BudgetDialogProps) {
  const formId = useId();
  const [scope, setScope] = useState<BudgetScope>(budget?.scope ?? "execution");
  const [graphId, setGraphId] = useState<string>();
  const [userId, setUserId] = useState("");
  const [typed, setTyped] = useState(budget?.limit ?? "");
  const [isChecked, setIsChecked] = useState(false);
  const limit = limitOf(typed);
  const saving = useMutation({
    mutationFn: (amount: string) =>
      saveBudget(budget?.id ?? null, {
        scope,
        graph_id: scope === "graph" ? (graphId ?? null) : null,
        user_id: scope === "user" ? userId : null,
        limit: amount,
      }),
    meta: { showsError: true },
    onSuccess: () => {
      toast.success(words.saved);
      onClose();
    },
  });
  const errors = fieldErrors(saving.error);
  const isNamed =
    budget !== null || (scope === "graph" ? graphId !== undefined : scope !== "user" || userId !== "");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (limit !== null && isNamed) saving.mutate(limit);
  };
  const save = (
    <Button type="submit" form={formId} kind="primary" isBusy={saving.isPending} disabled={!isNamed}>
      {words.save}
    </Button>
  );
  return (
    <Dialog isOpen onClose={onClose} title={budget === null ? words.new : words.edit} actions={save}>
      <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4">
        {saving.error !== null && Object.keys(errors).length === 0 && (
          <Notice tone="danger">{saving.error.message}</Notice>
        )}
        <Field label={words.scope} hint={words.scopeHints[scope]} error={errors.scope}>
          <Select value={scope} choices={SCOPE_CHOICES} onChange={setScope} isDisabled={budget !== null} />
        </Field>
        {budget === null && scope === "graph" && (
          <Field label={words.agent} error={errors.graph_id}>
            <AgentPicker graphId={graphId} onChange={setGraphId} />
          </Field>
        )}
        {budget === null && scope === "user" && (
          <MemberField userId={userId} onChange={setUserId} error={errors.user_id} />
        )}
        <Field
          label={words.limit}
          hint={words.limitHint}
          error={isChecked && limit === null ? words.limitWrong : errors.limit}
        >
          <Input
            inputMode="decimal"
            autoComplete="off"
            className="max-w-40"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}

interface MemberFieldProps {
  userId: string;
  onChange: (id: string) => void;
  error: string | undefined;
}

function MemberField({ userId, onChange, error }: MemberFieldProps) {
  const current = useCurrentWorkspace();
  const { data: members } = useQuery({ ...membersQuery(current?.id ?? ""), enabled: current !== undefined });
  return (
    <Field label={words.member} error={error}>
      <Select
        value={userId}
        choices={memberChoices(members ?? [])}
        onChange={onChange}
        placeholder={words.anyMember}
      />
    </Field>
  );
}
