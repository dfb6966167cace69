import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { EstimateRead } from "@/api/schema";
import { balanceQuery } from "@/features/credits/api";
import { type Estimated, estimateQuery } from "@/features/credits/estimate";
import { microOf } from "@/features/credits/lib/amounts";
import { isNoLimit } from "@/features/credits/lib/limit";
import { credits } from "@/text/en/credits";
import { fill } from "@/text/fill";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { credits as shownCredits } from "@/ui/lib/format";

const words = credits.estimate;

interface RunCostProps {
  of: Estimated;
  /** The most that this run may spend, as it was typed; empty for no limit of its own. */
  limit: string;
  onLimit: (typed: string) => void;
  isChecked: boolean;
  /** What the server said of it. */
  refused?: string | undefined;
}

/** What a run is likely to cost, and what it may at most, before it is started; nothing where it is free. */
export function RunCost({ of, limit, onLimit, isChecked, refused }: RunCostProps) {
  const { data: balance } = useQuery(balanceQuery);
  const { data: estimate } = useQuery({ ...estimateQuery(of), enabled: balance?.is_enabled === true });
  if (estimate === undefined || !estimate.enabled || microOf(estimate.most) === 0) return null;
  return (
    <div className="flex flex-col gap-3">
      <Line estimate={estimate} />
      <Field
        label={words.limit}
        hint={words.limitHint}
        error={isChecked && isNoLimit(limit) ? credits.budgets.limitWrong : refused}
      >
        <Input
          inputMode="decimal"
          autoComplete="off"
          className="max-w-40"
          value={limit}
          maxLength={20}
          onChange={({ target }) => onLimit(target.value)}
        />
      </Field>
    </div>
  );
}

function Line({ estimate }: { estimate: EstimateRead }) {
  const { typical, most, available, runs } = estimate;
  const isShort = microOf(available) < microOf(typical);
  return (
    <p className={isShort ? "text-sm text-warning-text" : "text-sm text-muted"}>
      {fill(runs > 0 ? words.likely : words.atMost, {
        credits: shownCredits(runs > 0 ? typical : most),
      })}{" "}
      {isShort && (
        <Link to="/credits?tab=plan" className="font-medium underline">
          {fill(words.short, { available: shownCredits(available) })}
        </Link>
      )}
    </p>
  );
}
