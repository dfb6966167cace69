import { useMutation, useQuery } from "@tanstack/react-query";
import { ArrowRight, FileText, type LucideIcon, Sparkles, Table2, UserCheck } from "lucide-react";
import { useNavigate } from "react-router";
import type { ExampleRead } from "@/api/schema";
import { examplesQuery, installExample } from "@/features/welcome/api";
import { welcome } from "@/text/en/welcome";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { toast } from "@/ui/toast";

const ICONS: Record<string, LucideIcon> = {
  "tidy-report": FileText,
  "sales-table": Table2,
  "refund-desk": UserCheck,
};
const TINTS = [
  "bg-accent-soft text-accent-text",
  "bg-info-soft text-info-text",
  "bg-success-soft text-success-text",
];

/** Agents that run at once. Trying one installs it, and opens its form filled in. */
export function ExampleCards() {
  const examples = useQuery(examplesQuery);
  if (examples.isPending) return <Skeleton className="h-44" />;
  if (examples.isError) {
    return <LoadFailed error={examples.error} onRetry={() => void examples.refetch()} />;
  }
  return (
    <ul className="grid gap-4 md:grid-cols-3">
      {examples.data.map((example, place) => (
        <Example key={example.slug} example={example} tint={TINTS[place % TINTS.length] ?? ""} />
      ))}
    </ul>
  );
}

function Example({ example, tint }: { example: ExampleRead; tint: string }) {
  const navigate = useNavigate();
  const { slug, title, description, hint, inputs } = example;
  const installing = useMutation({
    mutationFn: () => installExample(slug),
    onSuccess: (made) => {
      toast.success(fill(welcome.installed, { title }));
      void navigate(`/agents/${made.id}`, { state: { firstInputs: inputs } });
    },
  });
  const Icon = ICONS[slug] ?? Sparkles;
  return (
    <li>
      <Card className="flex h-full flex-col items-start p-5 text-left">
        <span aria-hidden className={`mb-3 flex size-10 items-center justify-center rounded-lg ${tint}`}>
          <Icon className="size-5" />
        </span>
        <h3 className="font-semibold">{title}</h3>
        <p className="mt-1 text-sm text-muted">{description}</p>
        <p className="mt-2 mb-4 text-xs text-faint">{hint}</p>
        <Button
          kind="primary"
          className="mt-auto"
          aria-label={fill(welcome.tryLabel, { title })}
          isBusy={installing.isPending}
          onClick={() => installing.mutate()}
        >
          {welcome.tryIt}
          <ArrowRight aria-hidden className="size-4" />
        </Button>
      </Card>
    </li>
  );
}
