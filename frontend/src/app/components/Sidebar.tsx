import clsx from "clsx";
import { ShortcutKeys } from "@/app/components/ShortcutKeys";
import { Search } from "lucide-react";
import { Link, NavLink } from "react-router";
import { AccountMenu } from "@/app/components/AccountMenu";
import { WorkspaceMenu } from "@/app/components/WorkspaceMenu";
import { PLACES, type Place } from "@/app/navigation";
import { setPaletteOpen } from "@/app/store/commands";
import { BalanceLink } from "@/features/credits/components/BalanceLink";
import { Bell } from "@/features/notifications/components/Bell";
import { shell } from "@/text/en/shell";
import { Badge } from "@/ui/Badge";
import { Wordmark } from "@/ui/Logo";
import { amount } from "@/ui/lib/format";

export function Sidebar() {
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-3 p-3 group-data-[narrow]/side:p-2">
      <div className="flex items-center justify-between gap-1 group-data-[narrow]/side:flex-col">
        <Link to="/" className="rounded-md px-1 py-1">
          <Wordmark />
        </Link>
        {/* A phone has it beside the menu. */}
        <span className="hidden sm:block">
          <Bell />
        </span>
      </div>
      <WorkspaceMenu />
      <button
        type="button"
        data-tour="search"
        onClick={() => setPaletteOpen(true)}
        className="flex h-8 items-center gap-2 rounded-md border border-line px-2 text-sm text-faint hover:bg-subtle group-data-[narrow]/side:justify-center"
      >
        <Search aria-hidden className="size-4" />
        <span className="flex-1 truncate text-left group-data-[narrow]/side:sr-only">
          {shell.palette.search}
        </span>
        <span className="group-data-[narrow]/side:hidden">
          <ShortcutKeys id="general.palette" />
        </span>
      </button>
      <nav aria-label={shell.navigation} className="flex flex-1 flex-col gap-0.5 overflow-y-auto">
        {PLACES.map((place) => (
          <PlaceLink key={place.to} place={place} />
        ))}
      </nav>
      <BalanceLink />
      <AccountMenu />
    </div>
  );
}

function PlaceLink({ place }: { place: Place }) {
  const Icon = place.icon;
  return (
    <NavLink
      to={place.to}
      title={place.label}
      className={({ isActive }) =>
        clsx(
          "relative flex h-8 items-center gap-2.5 rounded-md px-2 text-sm font-medium group-data-[narrow]/side:justify-center",
          isActive ? "bg-accent-soft text-accent-text" : "text-muted hover:bg-subtle hover:text-text",
        )
      }
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className="flex-1 truncate group-data-[narrow]/side:sr-only">{place.label}</span>
      <span className="group-data-[narrow]/side:absolute group-data-[narrow]/side:-top-1 group-data-[narrow]/side:-right-1">
        {place.useCount !== undefined && <Count useCount={place.useCount} />}
      </span>
    </NavLink>
  );
}

function Count({ useCount }: { useCount: () => number | undefined }) {
  const count = useCount();
  return count === undefined || count === 0 ? null : <Badge tone="accent">{amount(count)}</Badge>;
}
