import clsx from "clsx";
import { Star as Icon } from "lucide-react";
import type { GraphSummary } from "@/api/schema";
import { usePlacing } from "@/features/agents/hooks/usePlacing";
import { library } from "@/text/en/library";
import { fill } from "@/text/fill";
import { IconButton } from "@/ui/Button";

/** One's own mark on an agent. */
export function Star({ agent }: { agent: GraphSummary }) {
  const { mark, isPending } = usePlacing();
  const { name, is_favourite: isFavourite } = agent;
  return (
    <IconButton
      label={fill(isFavourite ? library.notFavourite : library.favourite, { name })}
      aria-pressed={isFavourite}
      disabled={isPending}
      icon={<Icon aria-hidden className={clsx("size-4", isFavourite && "fill-current text-accent-text")} />}
      onClick={() => mark([agent], !isFavourite)}
    />
  );
}
