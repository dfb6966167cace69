import { useMutation, useQuery } from "@tanstack/react-query";
import { Bell, BellOff } from "lucide-react";
import { pushQuery, remove, switchOff, switchOn } from "@/features/notifications/push";
import { Section } from "@/features/settings/components/SettingsFrame";
import { notifications } from "@/text/en/notifications";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { fullTime } from "@/ui/lib/format";
import { LoadFailed, Notice } from "@/ui/Page";
import { Skeleton } from "@/ui/Spinner";
import { RelativeTime } from "@/ui/Time";

const words = notifications.page.browser;

/** Whether this browser shows notifications, and which others of the person do. */
export function BrowserPush() {
  const push = useQuery(pushQuery);
  return (
    <Section title={words.title} intro={words.intro}>
      {push.isPending && <Skeleton className="h-9 w-56" />}
      {push.isError && <LoadFailed error={push.error} onRetry={() => void push.refetch()} />}
      {push.data?.state === "unsupported" && <Notice tone="info">{words.unsupported}</Notice>}
      {push.data?.state === "blocked" && <Notice tone="warning">{words.blocked}</Notice>}
      {push.data?.state === "off" && <Off />}
      {push.data?.state === "on" && <On />}
      {push.data !== undefined && push.data.others.length > 0 && (
        <section className="mt-4">
          <h4 className="text-sm font-medium">{words.others}</h4>
          <ul aria-label={words.others} className="mt-1 divide-y divide-line">
            {push.data.others.map((one) => (
              <Other key={one.id} id={one.id} since={one.created_at} />
            ))}
          </ul>
        </section>
      )}
    </Section>
  );
}

function Off() {
  const { error, isPending, mutate } = useMutation({ mutationFn: switchOn, meta: { showsError: true } });
  return (
    <div className="flex flex-col items-start gap-3">
      {error !== null && <Notice tone="danger">{error.message}</Notice>}
      <Button icon={<Bell aria-hidden className="size-4" />} isBusy={isPending} onClick={() => mutate()}>
        {words.switchOn}
      </Button>
    </div>
  );
}

function On() {
  const { isPending, mutate } = useMutation({ mutationFn: switchOff });
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-sm">{words.on}</p>
      <Button icon={<BellOff aria-hidden className="size-4" />} isBusy={isPending} onClick={() => mutate()}>
        {words.switchOff}
      </Button>
    </div>
  );
}

function Other({ id, since }: { id: string; since: string }) {
  const { isPending, mutate } = useMutation({ mutationFn: remove });
  return (
    <li className="flex items-center justify-between gap-3 py-1.5 text-sm">
      <span>
        {words.other} <RelativeTime at={since} />
      </span>
      <Button
        size="small"
        aria-label={fill(words.removeLabel, { when: fullTime(new Date(since)) })}
        isBusy={isPending}
        onClick={() => mutate(id)}
      >
        {words.remove}
      </Button>
    </li>
  );
}
