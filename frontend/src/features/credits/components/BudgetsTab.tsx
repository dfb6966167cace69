import { useMutation, useQuery } from "@tanstack/react-query";
import { Gauge, Plus } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import type { BudgetRead } from "@/api/schema";
import { agentNamesQuery, budgetsQuery, deleteBudget } from "@/features/credits/api";
import { BudgetDialog } from "@/features/credits/components/BudgetDialog";
import { microOf, shownAmount } from "@/features/credits/lib/amounts";
import { useCurrentWorkspace } from "@/features/settings/hooks/useCurrentWorkspace";
import { mayAdminister } from "@/features/settings/lib/roles";
import { credits } from "@/text/en/credits";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { confirm } from "@/ui/confirm";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { type Column, Table } from "@/ui/Table";
import { toast } from "@/ui/toast";

const words = credits.budgets;
type Names = ReadonlyMap<string, string> | undefined;

/** What may be spent at most: by each run, an agent, a day, a member. */
export function BudgetsTab() {
  const [open, setOpen] = useState<BudgetRead | "new" | null>(null);
  const current = useCurrentWorkspace();
  const budgets = useQuery(budgetsQuery);
  const ids = budgets.data?.flatMap((one) => one.graph_id ?? []) ?? [];
  const { data: names } = useQuery(agentNamesQuery([...new Set(ids)]));
  const mayChange = current !== undefined && mayAdminister(current.role);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-start justify-between gap-3">
        <p className="max-w-2xl text-sm text-muted">{mayChange ? words.intro : words.notAllowed}</p>
        {mayChange && (
          <Button icon={<Plus aria-hidden className="size-4" />} onClick={() => setOpen("new")}>
            {words.new}
          </Button>
        )}
      </div>
      <Card className="overflow-hidden">
        {budgets.isPending && <Skeleton className="m-4 h-16" />}
        {budgets.isError && <LoadFailed error={budgets.error} onRetry={() => void budgets.refetch()} />}
        {budgets.data?.length === 0 && (
          <EmptyState icon={<Gauge className="size-6" />} title={words.emptyTitle} text={words.empty} />
        )}
        {budgets.data !== undefined && budgets.data.length > 0 && (
          <Table
            label={words.list}
            columns={columnsOf(names, mayChange ? setOpen : null)}
            rows={budgets.data}
            keyOf={(budget) => budget.id}
          />
        )}
      </Card>
      {open !== null && (
        <BudgetDialog
          key={open === "new" ? "new" : open.id}
          budget={open === "new" ? null : open}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}

function columnsOf(names: Names, onChange: ((budget: BudgetRead) => void) | null): Column<BudgetRead>[] {
  return [
    {
      id: "scope",
      header: words.scope,
      className: "w-full max-w-0",
      cell: (budget) => (
        <>
          <span className="block truncate font-medium">
            {budget.execution_id === null ? (
              nameOf(budget, names)
            ) : (
              <Link to={`/runs/${budget.execution_id}`} className="underline">
                {words.oneRun}
              </Link>
            )}
          </span>
          <span className="block text-xs text-faint max-sm:hidden">
            {budget.execution_id === null ? words.scopeHints[budget.scope] : words.oneRunHint}
          </span>
        </>
      ),
    },
    {
      id: "limit",
      header: words.limit,
      className: "text-right whitespace-nowrap tabular-nums",
      cell: (budget) => <Used budget={budget} />,
    },
    ...(onChange === null
      ? []
      : [
          {
            id: "do",
            header: "",
            cell: (budget: BudgetRead) => (
              <RowActions budget={budget} name={nameOf(budget, names)} onChange={() => onChange(budget)} />
            ),
          },
        ]),
  ];
}

/** Of those that count by day or month also what is used of it. */
function Used({ budget }: { budget: BudgetRead }) {
  const { used, limit } = budget;
  if (used === null) return shownAmount(limit);
  const isSpent = microOf(used) >= microOf(limit);
  return (
    <span className={isSpent ? "text-warning-text" : ""}>
      {fill(words.used, { used: shownAmount(used), limit: shownAmount(limit) })}
    </span>
  );
}

interface RowActionsProps {
  budget: BudgetRead;
  name: string;
  onChange: () => void;
}

function RowActions({ budget, name, onChange }: RowActionsProps) {
  const deleting = useMutation({
    mutationFn: () => deleteBudget(budget.id),
    onSuccess: () => toast.success(words.deleted),
  });
  const ask = async () => {
    const text = fill(words.deleteText, { name });
    const isSure = await confirm({ title: words.deleteTitle, text, action: words.delete, isDanger: true });
    if (isSure) deleting.mutate();
  };
  return (
    <span className="flex justify-end gap-2">
      <Button size="small" aria-label={fill(words.changeLabel, { name })} onClick={onChange}>
        {words.change}
      </Button>
      <Button
        size="small"
        aria-label={fill(words.deleteLabel, { name })}
        isBusy={deleting.isPending}
        onClick={() => void ask()}
      >
        {words.delete}
      </Button>
    </span>
  );
}

function nameOf(budget: BudgetRead, names: Names): string {
  if (budget.execution_id !== null) return words.oneRun;
  if (budget.scope === "graph") return names?.get(budget.graph_id ?? "") ?? words.scopes.graph;
  if (budget.scope === "user") return budget.user ?? words.scopes.user;
  return words.scopes[budget.scope];
}
