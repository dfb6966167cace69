import { useMutation, useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { Bell as BellIcon } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import type { NotificationRead } from "@/api/schema";
import { heard, markRead, notificationsQuery, unreadQuery } from "@/features/notifications/api";
import { useWorkspaceHints } from "@/live/live";
import { notifications as words } from "@/text/en/notifications";
import { fill, plural } from "@/text/fill";
import { Button } from "@/ui/Button";
import { amount } from "@/ui/lib/format";
import { LoadFailed } from "@/ui/Page";
import { Popover } from "@/ui/Popover";
import { Skeleton } from "@/ui/Spinner";
import { RelativeTime } from "@/ui/Time";

/** How much is unread, and what it is. */
export function Bell() {
  const [isOpen, setIsOpen] = useState(false);
  const { data: unread = 0 } = useQuery(unreadQuery);
  useWorkspaceHints({
    onHint: (hint) => {
      if (hint.type === "notification") heard(hint.unread);
    },
    onGap: () => heard(null),
  });
  const label = unread === 0 ? words.open : plural(unread, words.unread.one, words.unread.many);
  return (
    <Popover
      label={words.title}
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      className="w-96 max-w-[calc(100vw-1rem)] p-0!"
      trigger={
        <button
          type="button"
          aria-label={label}
          title={label}
          className="relative flex size-10 shrink-0 sm:size-8 items-center justify-center rounded-md text-muted hover:bg-subtle hover:text-text"
        >
          <BellIcon aria-hidden className="size-4" />
          {unread > 0 && (
            <span
              aria-hidden
              className="absolute top-0.5 right-0.5 flex sm:-top-0.5 sm:-right-0.5 h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-[0.625rem] font-semibold text-white"
            >
              {amount(unread)}
            </span>
          )}
        </button>
      }
    >
      <List unread={unread} onLeave={() => setIsOpen(false)} />
    </Popover>
  );
}

function List({ unread, onLeave }: { unread: number; onLeave: () => void }) {
  const list = useQuery(notificationsQuery);
  const reading = useMutation({ mutationFn: markRead });
  const rows = list.data ?? [];
  const open = (row: NotificationRead) => {
    if (row.read_at === null) reading.mutate([row.id]);
    onLeave();
  };
  return (
    <div className="flex max-h-[min(32rem,70dvh)] flex-col">
      <header className="flex items-center justify-between gap-2 border-b border-line px-4 py-2.5">
        <h2 className="font-semibold">{words.title}</h2>
        {unread > 0 && (
          <Button kind="ghost" size="small" isBusy={reading.isPending} onClick={() => reading.mutate(null)}>
            {words.readAll}
          </Button>
        )}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {list.isPending && <Skeleton className="m-4 h-16" />}
        {list.isError && rows.length === 0 && (
          <LoadFailed error={list.error} onRetry={() => void list.refetch()} />
        )}
        {list.isSuccess && rows.length === 0 && (
          <p className="px-4 py-8 text-center text-sm text-muted">{words.empty}</p>
        )}
        <ul aria-label={words.title}>
          {rows.map((row) => (
            <Row key={row.id} row={row} onOpen={() => open(row)} />
          ))}
        </ul>
      </div>
      <footer className="border-t border-line px-4 py-2 text-sm">
        <Link to="/settings/notifications" className="text-accent-text hover:underline" onClick={onLeave}>
          {words.settings}
        </Link>
      </footer>
    </div>
  );
}

function Row({ row, onOpen }: { row: NotificationRead; onOpen: () => void }) {
  const isNew = row.read_at === null;
  return (
    <li className="border-b border-line last:border-0">
      <Link
        to={row.link || "/"}
        onClick={onOpen}
        className="flex items-start gap-2.5 px-4 py-2.5 hover:bg-subtle"
      >
        <span
          aria-hidden
          className={clsx("mt-1.5 size-2 shrink-0 rounded-full", isNew ? "bg-accent" : "bg-transparent")}
        />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline justify-between gap-2">
            <span className={clsx("truncate text-sm", isNew && "font-medium")}>
              {row.title}
              {isNew && <span className="sr-only">, {words.isNew}</span>}
            </span>
            <span className="shrink-0 text-xs text-faint">
              <RelativeTime at={row.updated_at} />
            </span>
          </span>
          {row.text !== "" && <span className="line-clamp-2 text-xs text-muted">{row.text}</span>}
          {row.count > 1 && (
            <span className="block text-xs text-faint">{fill(words.times, { count: row.count })}</span>
          )}
        </span>
      </Link>
    </li>
  );
}
