import { useMutation, useQuery } from "@tanstack/react-query";
import { ChevronRight, RotateCcw } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import type { DeliveryRead } from "@/api/schema";
import { deliveriesQuery, triggers } from "@/features/automation/api";
import { automation } from "@/text/en/automation";
import { fill } from "@/text/fill";
import { Badge, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { fullTime } from "@/ui/lib/format";
import { LoadFailed } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { RelativeTime } from "@/ui/Time";
import { toast } from "@/ui/toast";
import { Value } from "@/values/Value";

const words = automation.triggers;
const REFRESH_MS = 3_000; // while somebody looks
const TONES: Record<DeliveryRead["status"], Tone> = {
  stored: "info",
  started: "success",
  skipped: "neutral",
  failed: "danger",
};

interface DeliveriesDialogProps {
  id: string;
  name: string;
  onClose: () => void;
}

/** What came to a trigger's address, the newest first. */
export function DeliveriesDialog({ id, name, onClose }: DeliveriesDialogProps) {
  const query = useQuery({ ...deliveriesQuery(id), refetchInterval: REFRESH_MS });
  const title = fill(words.deliveriesOf, { name });
  return (
    <Dialog isOpen onClose={onClose} title={title} width="large">
      {query.isPending && <Skeleton className="h-24" />}
      {query.isError && query.data === undefined && (
        <LoadFailed error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data?.length === 0 && <p className="text-sm text-muted">{words.noEvents}</p>}
      <ul aria-label={title}>
        {query.data?.map((delivery) => (
          <Delivery key={delivery.id} triggerId={id} delivery={delivery} />
        ))}
      </ul>
    </Dialog>
  );
}

function Delivery({ triggerId, delivery }: { triggerId: string; delivery: DeliveryRead }) {
  const [isOpen, setIsOpen] = useState(false);
  const replaying = useMutation({
    mutationFn: () => triggers.replay(triggerId, delivery.id),
    onSuccess: () => toast.success(words.replayed),
  });
  const when = fullTime(new Date(delivery.received_at));
  return (
    <li className="border-t border-line py-2.5 first:border-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
          className="flex min-w-0 flex-1 basis-full items-center gap-2 rounded-md text-left text-sm sm:basis-0"
        >
          <ChevronRight
            aria-hidden
            className={`size-4 shrink-0 text-faint transition-transform ${isOpen ? "rotate-90" : ""}`}
          />
          <span className="truncate font-medium">{delivery.event || words.unnamed}</span>
          <Badge tone={TONES[delivery.status]}>{words.statuses[delivery.status]}</Badge>
          {delivery.replay_of !== null && <Badge>{words.isReplay}</Badge>}
        </button>
        <span className="shrink-0 text-xs text-faint">
          <RelativeTime at={delivery.received_at} />
        </span>
        {delivery.execution_id !== null && (
          <Link
            to={`/runs/${delivery.execution_id}`}
            className="shrink-0 text-sm text-accent-text hover:underline"
          >
            {automation.seeRun}
          </Link>
        )}
        <Button
          size="small"
          aria-label={fill(words.replayLabel, { when })}
          icon={<RotateCcw aria-hidden className="size-3.5" />}
          isBusy={replaying.isPending}
          onClick={() => replaying.mutate()}
        >
          {words.replay}
        </Button>
      </div>
      {delivery.error !== "" && <p className="mt-1 pl-6 text-sm text-danger-text">{delivery.error}</p>}
      {isOpen && (
        <div className="mt-2 flex flex-col gap-3 pl-6">
          <section>
            <h3 className="mb-1 text-xs font-medium text-faint">{words.payload}</h3>
            {delivery.payload === null ? (
              <p className="text-sm text-muted">{words.tooLarge}</p>
            ) : (
              <Value value={delivery.payload} name={words.payload} />
            )}
          </section>
          <section>
            <h3 className="mb-1 text-xs font-medium text-faint">{words.headers}</h3>
            <Value value={delivery.headers} name={words.headers} />
          </section>
        </div>
      )}
    </li>
  );
}
