import { useMutation, useQuery } from "@tanstack/react-query";
import { KeyRound, MoreHorizontal, RefreshCw, Trash2 } from "lucide-react";
import { useState } from "react";
import type { PrivateProviderSummary } from "@/api/schema";
import { privateApisQuery, removeApi } from "@/features/integrations/api";
import { AddApiDialog } from "@/features/integrations/components/AddApiDialog";
import { ApplicationDialog } from "@/features/integrations/components/ApplicationDialog";
import { ServiceMark } from "@/features/integrations/components/ServiceMark";
import { integrations } from "@/text/en/integrations";
import { fill, plural } from "@/text/fill";
import { IconButton } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { confirm } from "@/ui/confirm";
import { DropdownMenu } from "@/ui/menus";
import { toast } from "@/ui/toast";

const words = integrations.apis;

/** The APIs that were added in this workspace; nothing where there are none. */
export function PrivateApis() {
  const { data: apis } = useQuery(privateApisQuery);
  if (apis === undefined || apis.length === 0) return null;
  return (
    <section aria-label={words.title} className="flex flex-col gap-2">
      <h2 className="font-semibold">{words.title}</h2>
      <Card>
        <ul aria-label={words.list} className="divide-y divide-line">
          {apis.map((one) => (
            <ApiRow key={one.id} one={one} />
          ))}
        </ul>
      </Card>
    </section>
  );
}

function ApiRow({ one }: { one: PrivateProviderSummary }) {
  const [open, setOpen] = useState<"again" | "application" | null>(null);
  const { name } = one;
  const removing = useMutation({
    mutationFn: () => removeApi(one.id),
    onSuccess: () => toast.success(fill(words.removed, { name })),
  });
  const remove = async () => {
    const question = { title: fill(words.removeTitle, { name }), text: words.removeText };
    if (await confirm({ ...question, action: words.remove, isDanger: true })) removing.mutate();
  };
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <ServiceMark name={name} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{name}</p>
        <p className="truncate text-sm text-muted">
          {plural(one.operation_count, words.preview.blocks.one, words.preview.blocks.many)} · {one.base_url}
        </p>
      </div>
      <DropdownMenu
        entries={[
          {
            label: words.again,
            icon: <RefreshCw aria-hidden className="size-4" />,
            onSelect: () => setOpen("again"),
          },
          ...(one.takes_consent
            ? [
                {
                  label: words.application.open,
                  icon: <KeyRound aria-hidden className="size-4" />,
                  onSelect: () => setOpen("application"),
                },
              ]
            : []),
          { kind: "rule" },
          {
            label: words.remove,
            icon: <Trash2 aria-hidden className="size-4" />,
            isDanger: true,
            onSelect: () => void remove(),
          },
        ]}
      >
        <IconButton
          label={fill(words.more, { name })}
          isBusy={removing.isPending}
          icon={<MoreHorizontal aria-hidden className="size-4" />}
        />
      </DropdownMenu>
      {open === "again" && <AddApiDialog again={one} onClose={() => setOpen(null)} />}
      {open === "application" && <ApplicationDialog one={one} onClose={() => setOpen(null)} />}
    </li>
  );
}
