import clsx from "clsx";
import { Search } from "lucide-react";
import { Link, NavLink } from "react-router";
import { AccountMenu } from "@/app/components/AccountMenu";
import { WorkspaceMenu } from "@/app/components/WorkspaceMenu";
import { PLACES, type Place } from "@/app/navigation";
import { setPaletteOpen } from "@/app/store/commands";
import { shell } from "@/text/en/shell";
import { Badge } from "@/ui/Badge";
import { Keys } from "@/ui/Kbd";
import { Wordmark } from "@/ui/Logo";
import { amount } from "@/ui/lib/format";

export function Sidebar() {
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-3 p-3">
      <Link to="/" className="self-start rounded-md px-1 py-1">
        <Wordmark />
      </Link>
      <WorkspaceMenu />
      <button
        type="button"
        data-tour="search"
        onClick={() => setPaletteOpen(true)}
        className="flex h-8 items-center gap-2 rounded-md border border-line px-2 text-sm text-faint hover:bg-subtle"
      >
        <Search aria-hidden className="size-4" />
        <span className="flex-1 truncate text-left">{shell.palette.search}</span>
        <Keys keys="mod+k" />
      </button>
      <nav aria-label={shell.navigation} className="flex flex-1 flex-col gap-0.5 overflow-y-auto">
        {PLACES.map((place) => (
          <PlaceLink key={place.to} place={place} />
        ))}
      </nav>
      <AccountMenu />
    </div>
  );
}

function PlaceLink({ place }: { place: Place }) {
  const Icon = place.icon;
  return (
    <NavLink
      to={place.to}
      className={({ isActive }) =>
        clsx(
          "flex h-8 items-center gap-2.5 rounded-md px-2 text-sm font-medium",
          isActive ? "bg-accent-soft text-accent-text" : "text-muted hover:bg-subtle hover:text-text",
        )
      }
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className="flex-1 truncate">{place.label}</span>
      {place.useCount !== undefined && <Count useCount={place.useCount} />}
    </NavLink>
  );
}

function Count({ useCount }: { useCount: () => number | undefined }) {
  const count = useCount();
  return count === undefined || count === 0 ? null : <Badge tone="accent">{amount(count)}</Badge>;
}
