import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { ServiceRead } from "@/api/schema";
import { servicesQuery } from "@/features/integrations/api";
import { ServiceMark } from "@/features/integrations/components/ServiceMark";
import { found, isOutOfReach, kindsOf } from "@/features/integrations/lib/service";
import { integrations } from "@/text/en/integrations";
import { Badge } from "@/ui/Badge";
import { Input } from "@/ui/Input";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";

const words = integrations.form;

/** All services, or those that `only` names, to choose one from. */
export function ServiceChooser(props: {
  only?: readonly string[];
  onChoose: (service: ServiceRead) => void;
}) {
  const { only, onChoose } = props;
  const [search, setSearch] = useState("");
  const services = useQuery(servicesQuery);
  if (services.isError) return <LoadFailed error={services.error} onRetry={() => void services.refetch()} />;
  const offered = (services.data ?? []).filter((service) => only?.includes(service.slug) ?? true);
  const shown = found(offered, search);
  return (
    <div className="flex flex-col gap-3 pb-1">
      <Input
        type="search"
        aria-label={words.search}
        placeholder={words.search}
        value={search}
        autoComplete="off"
        onChange={(event) => setSearch(event.target.value)}
      />
      {services.isPending && <Skeleton className="h-64" />}
      {services.data !== undefined && shown.length === 0 && (
        <p className="py-6 text-center text-sm text-muted">{words.none}</p>
      )}
      <ul
        aria-label={words.choose}
        className="grid h-[min(26rem,55dvh)] auto-rows-min gap-1 overflow-y-auto sm:grid-cols-2"
      >
        {shown.map((service) => (
          <li key={service.slug}>
            <button
              type="button"
              onClick={() => onChoose(service)}
              className="flex w-full items-center gap-3 rounded-lg border border-transparent px-2 py-2 text-left hover:border-line hover:bg-subtle"
            >
              <ServiceMark name={service.name} />
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm font-medium">{service.name}</span>
                <Note service={service} />
              </span>
              <ChevronRight aria-hidden className="size-4 shrink-0 text-faint" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Note({ service }: { service: ServiceRead }) {
  if (isOutOfReach(service)) return <Badge tone="warning">{integrations.notConfiguredBadge}</Badge>;
  const ways = kindsOf(service)
    .map((kind) => integrations.kinds[kind])
    .join(", ");
  return <span className="block truncate text-xs text-faint">{ways}</span>;
}
