import clsx from "clsx";
import type { ReactNode } from "react";
import { NavLink } from "react-router";
import { settings } from "@/text/en/settings";
import { Card } from "@/ui/Card";
import { Page } from "@/ui/Page";

const { pages } = settings;
const GROUPS = [
  {
    label: settings.you,
    places: [
      ["profile", pages.profile],
      ["security", pages.security],
      ["api-keys", pages.keys],
      ["notifications", pages.notifications],
      ["appearance", pages.appearance],
      ["shortcuts", pages.shortcuts],
    ],
  },
  {
    label: settings.team,
    places: [
      ["workspace", pages.workspace],
      ["members", pages.members],
      ["history", pages.history],
    ],
  },
] as const;

/** A page of the settings beside the list of all. */
export function SettingsFrame(props: {
  title: string;
  intro: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { title, intro, actions, children } = props;
  return (
    <Page title={settings.title}>
      <div className="flex flex-col gap-6 sm:flex-row">
        <nav
          aria-label={settings.places}
          className="flex shrink-0 flex-wrap gap-1 sm:w-48 sm:flex-col sm:flex-nowrap sm:gap-4"
        >
          {GROUPS.map((group) => (
            <div key={group.label} className="flex gap-1 max-sm:contents sm:flex-col sm:gap-0.5">
              <p className="px-2 pb-1 text-xs font-medium text-faint max-sm:hidden">{group.label}</p>
              {group.places.map(([path, label]) => (
                <Place key={path} path={path} label={label} />
              ))}
            </div>
          ))}
        </nav>
        <div className="flex max-w-3xl min-w-0 flex-1 flex-col gap-4">
          <header className="flex items-start justify-between gap-3">
            <div className="min-w-0">
              <h2 className="text-lg font-semibold">{title}</h2>
              <p className="mt-0.5 text-sm text-muted">{intro}</p>
            </div>
            {actions !== undefined && <div className="flex shrink-0 gap-2">{actions}</div>}
          </header>
          {children}
        </div>
      </div>
    </Page>
  );
}

function Place({ path, label }: { path: string; label: string }) {
  return (
    <NavLink
      to={`/settings/${path}`}
      className={({ isActive }) =>
        clsx(
          "flex h-8 items-center rounded-md px-2 text-sm whitespace-nowrap",
          isActive ? "bg-subtle font-medium text-text" : "text-muted hover:bg-subtle hover:text-text",
        )
      }
    >
      {label}
    </NavLink>
  );
}

/** A card of a settings page, with what it is about. */
export function Section(props: { title?: string; intro?: ReactNode; children: ReactNode }) {
  const { title, intro, children } = props;
  return (
    <Card className="p-4 sm:p-5">
      {title !== undefined && <h3 className="font-semibold">{title}</h3>}
      {intro !== undefined && <p className="mt-0.5 mb-4 text-sm text-muted">{intro}</p>}
      {children}
    </Card>
  );
}
