import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { balanceQuery } from "@/features/credits/api";
import { estimateQuery } from "@/features/credits/estimate";
import { microOf } from "@/features/credits/lib/amounts";
import { credits } from "@/text/en/credits";
import { fill } from "@/text/fill";
import { credits as shownCredits } from "@/ui/lib/format";

const words = credits.estimate;

/** What a run is likely to cost, before it is started; nothing where it is free. */
export function EstimateLine({ graphId }: { graphId: string }) {
  const { data: balance } = useQuery(balanceQuery);
  const { data: estimate } = useQuery({
    ...estimateQuery(graphId),
    enabled: balance?.is_enabled === true,
  });
  if (estimate === undefined || !estimate.enabled || microOf(estimate.most) === 0) return null;
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
