import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { Menu, Search } from "lucide-react";
import { Dialog } from "radix-ui";
import { useEffect, useState } from "react";
import { Link, Outlet, useLocation, useMatches } from "react-router";
import { useIsSignedIn, useWorkspaceId } from "@/api/hooks";
import { CommandPalette } from "@/app/components/CommandPalette";
import { OfflineBanner } from "@/app/components/OfflineBanner";
import { CONTENT, type Handle } from "@/app/handle";
import { ShortcutSheet } from "@/app/components/ShortcutSheet";
import { Sidebar } from "@/app/components/Sidebar";
import { StrangerFrame } from "@/app/components/StrangerFrame";
import { AgentCommands } from "@/features/agents/components/AgentCommands";
import { BalanceChip } from "@/features/credits/components/BalanceChip";
import { BlockCommands } from "@/features/builder/palette/BlockCommands";
import { ListingCommands } from "@/features/marketplace/components/ListingCommands";
import { Bell } from "@/features/notifications/components/Bell";
import { usePushInStep } from "@/features/notifications/hooks/usePushInStep";
import { RunCommands } from "@/features/runs/components/RunCommands";
import { Tour } from "@/features/welcome/components/Tour";
import { setPaletteOpen } from "@/app/store/commands";
import { takeKeys } from "@/app/store/shortcuts";
import { takeTheme } from "@/app/store/theme";
import { preferencesQuery } from "@/api/preferences";
import { shell } from "@/text/en/shell";
import { IconButton } from "@/ui/Button";
import { OVERLAY } from "@/ui/Dialog";
import { Wordmark } from "@/ui/Logo";

/** The frame of every page; strangers, who see few of them, have a smaller one. */
export function Shell() {
  return useIsSignedIn() ? <MemberShell /> : <StrangerFrame />;
}

function MemberShell() {
  const workspaceId = useWorkspaceId();
  useLikingsOfAccount();
  usePushInStep();
  const isFullHeight = useMatches().some(
    (match) => (match.handle as Handle | undefined)?.isFullHeight === true,
  );
  return (
    <div className="flex h-dvh flex-col sm:flex-row">
      <a
        href={`#${CONTENT}`}
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-accent focus:px-3 focus:py-2 focus:text-white"
      >
        {shell.skip}
      </a>
      {/* Beside a canvas it is as narrow as its icons. */}
      <aside
        data-narrow={isFullHeight || undefined}
        className="group/side hidden w-56 shrink-0 border-r border-line bg-surface data-[narrow]:w-14 sm:flex"
      >
        <Sidebar />
      </aside>
      <PhoneBar />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <OfflineBanner />
        <main
          // Another workspace is another world: nothing of the old one stays on the page.
          key={workspaceId}
          id={CONTENT}
          tabIndex={-1}
          className={clsx(
            "flex min-h-0 flex-1 flex-col outline-none",
            isFullHeight ? "overflow-hidden" : "overflow-y-auto",
          )}
        >
          <Outlet />
        </main>
      </div>
      <CommandPalette />
      <ShortcutSheet />
      <RunCommands />
      <ListingCommands />
      <AgentCommands />
      <BlockCommands />
      <Tour />
    </div>
  );
}

function useLikingsOfAccount(): void {
  const { data: preferences } = useQuery(preferencesQuery);
  const theme = preferences?.theme;
  useEffect(() => {
    if (theme !== undefined) takeTheme(theme);
  }, [theme]);
  const shortcuts = preferences?.shortcuts;
  useEffect(() => {
    if (shortcuts !== undefined) takeKeys(shortcuts);
  }, [shortcuts]);
}

function PhoneBar() {
  const { pathname } = useLocation();
  const [openAt, setOpenAt] = useState<string | null>(null); // closed by going elsewhere
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line bg-surface px-2 sm:hidden">
      <Dialog.Root open={openAt === pathname} onOpenChange={(next) => setOpenAt(next ? pathname : null)}>
        <Dialog.Trigger asChild>
          <IconButton size="large" label={shell.openMenu} icon={<Menu aria-hidden className="size-5" />} />
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Overlay className={OVERLAY} />
          <Dialog.Content
            aria-describedby={undefined}
            className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] animate-slide bg-surface shadow-float outline-none"
          >
            <Dialog.Title className="sr-only">{shell.menu}</Dialog.Title>
            <Sidebar />
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
      <Link to="/" className="flex flex-1 items-center">
        <Wordmark />
      </Link>
      <BalanceChip />
      <IconButton
        size="large"
        label={shell.palette.open}
        icon={<Search aria-hidden className="size-5" />}
        onClick={() => setPaletteOpen(true)}
      />
      <Bell />
    </header>
  );
}
