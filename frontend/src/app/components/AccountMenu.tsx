import { useQuery } from "@tanstack/react-query";
import { BookOpen, ChevronsUpDown, Keyboard, LogOut, Monitor, Moon, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { meQuery } from "@/api/me";
import { signOut } from "@/app/lib/signOut";
import { shownKeys } from "@/app/store/shortcuts";
import { setSheetOpen } from "@/app/store/sheet";
import { chooseTheme, type Theme, THEMES, useTheme } from "@/app/store/theme";
import { shell } from "@/text/en/shell";
import { DropdownMenu, type MenuEntry } from "@/ui/menus";
import { Skeleton } from "@/ui/Spinner";

const THEME_ICONS: Record<Theme, ReactNode> = {
  light: <Sun aria-hidden className="size-4" />,
  dark: <Moon aria-hidden className="size-4" />,
  system: <Monitor aria-hidden className="size-4" />,
};

export function AccountMenu() {
  const { data: me } = useQuery(meQuery);
  const { theme } = useTheme();
  const themes: MenuEntry[] = THEMES.map((one) => ({
    label: shell.account[one],
    icon: THEME_ICONS[one],
    isChecked: one === theme,
    onSelect: () => chooseTheme(one),
  }));
  const entries: MenuEntry[] = [
    { kind: "heading", label: shell.account.theme },
    ...themes,
    { kind: "rule" },
    {
      label: shell.account.shortcuts,
      icon: <Keyboard aria-hidden className="size-4" />,
      ...shownKeys("general.sheet"),
      onSelect: () => setSheetOpen(true),
    },
    {
      label: shell.account.apiDocs,
      icon: <BookOpen aria-hidden className="size-4" />,
      onSelect: () => window.open("/api/docs", "_blank", "noopener"),
    },
    { kind: "rule" },
    {
      label: shell.account.signOut,
      icon: <LogOut aria-hidden className="size-4" />,
      onSelect: () => void signOut(),
    },
  ];
  if (me === undefined) return <Skeleton className="h-11" />;
  return (
    <DropdownMenu align="start" side="top" className="w-56" entries={entries}>
      <button
        type="button"
        className="flex h-11 items-center gap-2 rounded-md px-1.5 text-left hover:bg-subtle"
      >
        <span className="sr-only">{shell.account.label}</span>
        <span
          aria-hidden
          className="flex size-7 shrink-0 items-center justify-center rounded-full bg-accent text-xs font-semibold text-white"
        >
          {(me.name || me.email).charAt(0).toUpperCase()}
        </span>
        <span className="min-w-0 flex-1 group-data-[narrow]/side:sr-only">
          <span className="block truncate text-sm font-medium">{me.name || me.email}</span>
          {me.name !== "" && <span className="block truncate text-xs text-faint">{me.email}</span>}
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-faint group-data-[narrow]/side:hidden" />
      </button>
    </DropdownMenu>
  );
}
