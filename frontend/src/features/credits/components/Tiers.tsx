import { useMutation } from "@tanstack/react-query";
import { Check } from "lucide-react";
import type { TierRead, TiersRead } from "@/api/schema";
import { chooseTier, goTo } from "@/features/credits/billing";
import { shownDay } from "@/features/credits/lib/days";
import { dollars } from "@/features/credits/lib/paying";
import { credits } from "@/text/en/credits";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { confirm } from "@/ui/confirm";
import { amount, bytes, credits as shownCredits } from "@/ui/lib/format";
import { Notice } from "@/ui/Page";
import { toast } from "@/ui/toast";

const words = credits.plan.tiers;

/** What a workspace may be given each month, and which of it this one has. */
export function Tiers({ tiers, mayPay }: { tiers: TiersRead; mayPay: boolean }) {
  return (
    <section aria-label={words.title} className="flex flex-col gap-2">
      <h2 className="font-semibold">{words.title}</h2>
      <p className="text-sm text-muted">{words.intro}</p>
      {tiers.status === "past_due" && <Notice tone="warning">{words.pastDue}</Notice>}
      {tiers.ends_at !== null && (
        <Notice tone="info">
          {fill(words.endsAt, { date: shownDay(tiers.ends_at.slice(0, 10), true) })}
        </Notice>
      )}
      <ul aria-label={words.list} className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        {tiers.results.map((tier) => (
          <li key={tier.slug} className="flex">
            <TierCard tier={tier} isCurrent={tier.slug === tiers.current} mayPay={mayPay} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface TierCardProps {
  tier: TierRead;
  isCurrent: boolean;
  mayPay: boolean;
}

function TierCard({ tier, isCurrent, mayPay }: TierCardProps) {
  const choosing = useMutation({
    mutationFn: () => chooseTier(tier.slug),
    onSuccess: (url) => {
      if (url === null) toast.success(words.chosen);
      goTo(url);
    },
  });
  const ask = async () => {
    const title = fill(words.confirmTitle, { name: tier.name });
    if (await confirm({ title, text: words.confirmText, action: words.confirm })) choosing.mutate();
  };
  return (
    <Card className="flex flex-1 flex-col gap-2 p-4">
      <div className="flex items-center justify-between gap-2">
        <h3 className="font-semibold">{tier.name}</h3>
        {isCurrent && <Badge tone="accent">{words.current}</Badge>}
      </div>
      <p className="text-lg font-semibold">{fill(words.price, { dollars: dollars(tier.monthly_cents) })}</p>
      <ul className="flex flex-1 flex-col gap-1 text-sm text-muted">
        {givenBy(tier).map((line) => (
          <li key={line} className="flex items-start gap-1.5">
            <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-success-text" />
            {line}
          </li>
        ))}
      </ul>
      {mayPay && !isCurrent && tier.can_be_chosen && (
        <Button className="mt-2" isBusy={choosing.isPending} onClick={() => void ask()}>
          {fill(words.choose, { name: tier.name })}
        </Button>
      )}
    </Card>
  );
}

function givenBy(tier: TierRead): string[] {
  return [
    fill(words.grant, { credits: shownCredits(tier.monthly_grant) }),
    ...(tier.max_running === null ? [] : [fill(words.running, { count: amount(tier.max_running) })]),
    ...(tier.has_priority ? [words.priority] : []),
    ...(tier.storage_bytes === null ? [] : [fill(words.storage, { size: bytes(tier.storage_bytes) })]),
    ...(tier.retention_days === null ? [] : [fill(words.retention, { days: tier.retention_days })]),
    ...(tier.allowed_models.length === 0 ? [] : [words.models]),
  ];
}
