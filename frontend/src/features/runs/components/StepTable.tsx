import { useMemo, useState } from "react";
import type { ExecutionRead, NodeExecutionRead } from "@/api/schema";
import { Cost } from "@/features/runs/components/RunFacts";
import type { NodeNames } from "@/features/runs/hooks/useNodeNames";
import { useNow } from "@/features/runs/hooks/useNow";
import { hasEnded, took } from "@/features/runs/lib/state";
import { runs } from "@/text/en/runs";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Badge, StatusBadge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Switch } from "@/ui/Checkbox";
import { Input } from "@/ui/Input";
import { amount, duration, elapsedMs } from "@/ui/lib/format";
import { type Column, Table } from "@/ui/Table";

const AT_ONCE = 100;
const words = runs.steps;

interface StepTableProps {
  run: ExecutionRead;
  firings: readonly NodeExecutionRead[];
  names: NodeNames;
  onOpen: (firing: NodeExecutionRead) => void;
}

/** Every firing as a row, in the order in which they were planned. */
export function StepTable({ run, firings, names, onOpen }: StepTableProps) {
  const [typed, setTyped] = useState("");
  const [isFailedOnly, setIsFailedOnly] = useState(false);
  const [count, setCount] = useState(AT_ONCE);
  const now = useNow(!hasEnded(run.status));
  const wanted = typed.trim().toLowerCase();
  const rows = firings.filter(
    (one) =>
      (!isFailedOnly || one.status === "FAILED") &&
      (wanted === "" || `${names.of(one)} ${names.block(one)} ${one.node_id}`.toLowerCase().includes(wanted)),
  );
  const columns = useMemo(() => columnsOf(run, names, now, onOpen), [run, names, now, onOpen]);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-4">
        <Input
          type="search"
          aria-label={words.search}
          placeholder={words.search}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="max-w-64"
        />
        <Switch label={words.failedOnly} isChecked={isFailedOnly} onChange={setIsFailedOnly} />
      </div>
      <div className="overflow-hidden rounded-xl border border-line bg-surface">
        {rows.length === 0 ? (
          <p className="p-4 text-sm text-faint">{words.noneFits}</p>
        ) : (
          <Table
            label={words.label}
            columns={columns}
            rows={rows.slice(0, count)}
            keyOf={(firing) => firing.id}
          />
        )}
        {rows.length > count && (
          <div className="flex justify-center border-t border-line p-3">
            <Button onClick={() => setCount(count + AT_ONCE)}>{ui.loadMore}</Button>
          </div>
        )}
      </div>
    </div>
  );
}

function columnsOf(
  run: ExecutionRead,
  names: NodeNames,
  now: Date,
  onOpen: (firing: NodeExecutionRead) => void,
): readonly Column<NodeExecutionRead>[] {
  const zero = run.started_at ?? run.created_at;
  return [
    {
      id: "step",
      header: words.step,
      className: "w-full max-w-0",
      cell: (one) => (
        <>
          <span className="flex items-center gap-2">
            <button
              type="button"
              onClick={() => onOpen(one)}
              className="truncate text-left font-medium hover:underline"
            >
              {names.of(one)}
            </button>
            {one.index > 0 && (
              <span className="shrink-0 text-xs text-faint">
                {fill(words.firing, { number: one.index + 1 })}
              </span>
            )}
            {one.origin !== "run" && <Badge>{words.origins[one.origin]}</Badge>}
          </span>
          {one.error !== null && one.error !== "" && (
            <span className="block truncate text-xs text-danger-text">{one.error}</span>
          )}
        </>
      ),
    },
    { id: "status", header: words.status, cell: (one) => <StatusBadge status={one.status} /> },
    {
      id: "began",
      header: words.began,
      isSecondary: true,
      className: "text-right tabular-nums text-muted whitespace-nowrap",
      cell: (one) => (one.started_at === null ? "–" : duration(Math.max(0, elapsedMs(zero, one.started_at)))),
    },
    {
      id: "took",
      header: words.took,
      className: "text-right tabular-nums whitespace-nowrap",
      cell: (one) => took(one, now),
    },
    {
      id: "tries",
      header: words.tries,
      className: "text-right tabular-nums max-lg:hidden",
      cell: (one) => one.attempts,
    },
    {
      id: "tokens",
      header: words.tokens,
      className: "text-right tabular-nums max-lg:hidden",
      cell: (one) => (one.tokens_in + one.tokens_out === 0 ? "–" : amount(one.tokens_in + one.tokens_out)),
    },
    {
      id: "cost",
      header: words.cost,
      className: "text-right max-md:hidden",
      cell: (one) => <Cost amount={one.cost} />,
    },
  ];
}
