import { useMutation, useQuery } from "@tanstack/react-query";
import { CreditCard, Download } from "lucide-react";
import { useState } from "react";
import { goTo, invoicesQuery, openPortal, statementFile } from "@/features/credits/billing";
import { dollars, monthName, monthsUntil } from "@/features/credits/lib/paying";
import { credits } from "@/text/en/credits";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Select } from "@/ui/Select";
import { download } from "@/values/download";

const words = credits.plan.papers;
const MONTHS = 12;

/** Statements of whole months, and invoices of what was paid. */
export function Papers({ hasInvoices }: { hasInvoices: boolean }) {
  const [months] = useState(() => monthsUntil(new Date(), MONTHS));
  const [month, setMonth] = useState(months[0] ?? "");
  const keeping = useMutation({
    mutationFn: (kind: "csv" | "pdf") => statementFile(`${month}.${kind}`),
    onSuccess: (content, kind) =>
      download({ name: fill(words.file, { month, kind }), type: content.type, content }),
  });
  return (
    <section aria-label={words.title} className="flex flex-col gap-2">
      <h2 className="font-semibold">{words.title}</h2>
      <Card className="flex flex-col gap-3 p-4">
        <div className="flex flex-wrap items-center gap-2">
          <Select
            label={words.month}
            value={month}
            choices={months.map((value) => ({ value, label: monthName(value) }))}
            onChange={setMonth}
            className="h-8! w-44!"
          />
          {(["csv", "pdf"] as const).map((kind) => (
            <Button
              key={kind}
              icon={<Download aria-hidden className="size-4" />}
              isBusy={keeping.isPending && keeping.variables === kind}
              onClick={() => keeping.mutate(kind)}
            >
              {words[kind]}
            </Button>
          ))}
          {hasInvoices && <Cards />}
        </div>
        {hasInvoices && <Invoices />}
      </Card>
    </section>
  );
}

function Cards() {
  const opening = useMutation({ mutationFn: openPortal, onSuccess: goTo });
  return (
    <Button
      icon={<CreditCard aria-hidden className="size-4" />}
      isBusy={opening.isPending}
      onClick={() => opening.mutate()}
    >
      {words.cards}
    </Button>
  );
}

function Invoices() {
  const { data: invoices } = useQuery(invoicesQuery);
  if (invoices === undefined || invoices.length === 0) return null;
  return (
    <ul aria-label={words.list} className="flex flex-col gap-1 text-sm">
      {invoices.map((invoice) => (
        <li key={invoice.id} className="flex items-center justify-between gap-3">
          <a href={invoice.page_url} target="_blank" rel="noreferrer" className="underline">
            {fill(words.invoice, { number: invoice.number })}
          </a>
          <span className="text-muted tabular-nums">{dollars(invoice.cents)}</span>
        </li>
      ))}
    </ul>
  );
}
