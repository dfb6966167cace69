import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { Coins } from "lucide-react";
import { NavLink } from "react-router";
import { useState } from "react";
import { balanceQuery, forgetCredits } from "@/features/credits/api";
import { shownAmount } from "@/features/credits/lib/amounts";
import { throttled } from "@/features/runs/lib/throttle";
import { useWorkspaceHints } from "@/live/live";
import { credits } from "@/text/en/credits";
import { fill } from "@/text/fill";

const LOOK_AGAIN_MS = 60_000; // credits also come and go without a run
const REFRESH_MS = 5000; // at most so often, however much runs

/** The balance, always in sight; nothing where nothing is charged. */
export function BalanceLink() {
  const { data: balance } = useQuery({ ...balanceQuery, refetchInterval: LOOK_AGAIN_MS });
  const [refresh] = useState(() => throttled(() => void forgetCredits(), REFRESH_MS));
  useWorkspaceHints({
    onHint: (hint) => {
      if (hint.type === "executions.changed") refresh();
    },
    onGap: refresh,
  });
  if (balance?.is_enabled !== true) return null;
  const amount = shownAmount(balance.available);
  return (
    <NavLink
      to="/credits"
      title={fill(credits.link, { amount })}
      className={({ isActive }) =>
        clsx(
          "flex h-8 items-center gap-2.5 rounded-md px-2 text-sm font-medium group-data-[narrow]/side:justify-center",
          isActive ? "bg-accent-soft text-accent-text" : "text-muted hover:bg-subtle hover:text-text",
        )
      }
    >
      <Coins aria-hidden className="size-4 shrink-0" />
      <span className="flex-1 truncate group-data-[narrow]/side:sr-only">{credits.title}</span>
      <span className="tabular-nums group-data-[narrow]/side:sr-only">{amount}</span>
    </NavLink>
  );
}
