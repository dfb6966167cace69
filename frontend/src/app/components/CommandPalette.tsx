import clsx from "clsx";
import { Command as Cmdk } from "cmdk";
import { Search } from "lucide-react";
import { Dialog } from "radix-ui";
import { useMemo } from "react";
import { useNavigate } from "react-router";
import { signOut } from "@/app/lib/signOut";
import { PLACES } from "@/app/navigation";
import {
  type Command,
  grouped,
  setPaletteOpen,
  setPaletteWords,
  useCommands,
  usePalette,
} from "@/app/store/commands";
import { setSheetOpen } from "@/app/store/sheet";
import { shownKeys, useShortcut } from "@/app/store/shortcuts";
import { chooseTheme, THEMES } from "@/app/store/theme";
import { shell } from "@/text/en/shell";
import { fill } from "@/text/fill";
import { searchedList } from "@/ui/searchedList";
import { OVERLAY } from "@/ui/Dialog";
import { Keys } from "@/ui/Kbd";
import { ITEM } from "@/ui/menuClasses";

export function CommandPalette() {
  const { isOpen, sources } = usePalette();
  useGeneralCommands();
  useShortcut("general.palette", () => setPaletteOpen(!isOpen));
  return (
    <Dialog.Root open={isOpen} onOpenChange={setPaletteOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className={OVERLAY} />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-xl border border-line bg-raised shadow-float outline-none"
        >
          <Dialog.Title className="sr-only">{shell.palette.open}</Dialog.Title>
          <Cmdk ref={searchedList} label={shell.palette.open} loop>
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search aria-hidden className="size-4 text-faint" />
              <Cmdk.Input
                onValueChange={setPaletteWords}
                placeholder={shell.palette.placeholder}
                className="h-12 flex-1 bg-transparent text-base outline-none placeholder:text-faint"
              />
            </div>
            <Cmdk.List className="max-h-[50vh] overflow-y-auto p-2">
              <Cmdk.Empty className="py-8 text-center text-sm text-faint">{shell.palette.empty}</Cmdk.Empty>
              {grouped(sources).map(([group, commands]) => (
                <Cmdk.Group
                  key={group}
                  heading={group}
                  className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint"
                >
                  {commands.map((command) => (
                    <Line key={command.id} command={command} />
                  ))}
                </Cmdk.Group>
              ))}
            </Cmdk.List>
          </Cmdk>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Line({ command }: { command: Command }) {
  const choose = () => {
    setPaletteOpen(false);
    command.run();
  };
  return (
    <Cmdk.Item
      value={command.id}
      keywords={[command.label, ...(command.keywords ?? [])]}
      onSelect={choose}
      className={clsx(ITEM, "h-9 text-sm data-[selected=true]:bg-accent-soft")}
    >
      {command.icon !== undefined && <span className="text-faint">{command.icon}</span>}
      <span className="flex-1 truncate">{command.label}</span>
      {command.keys !== undefined && <Keys keys={command.keys} />}
    </Cmdk.Item>
  );
}

function useGeneralCommands(): void {
  const navigate = useNavigate();
  const commands = useMemo(() => {
    const places = PLACES.map(({ to, label, icon: Icon }) => ({
      id: `go ${to}`,
      label: fill(shell.palette.goToPage, { page: label }),
      group: shell.palette.goTo,
      icon: <Icon aria-hidden className="size-4" />,
      run: () => void navigate(to),
    }));
    const themes = THEMES.map((theme) => ({
      id: `theme ${theme}`,
      label: fill(shell.palette.theme, { name: shell.account[theme] }),
      run: () => chooseTheme(theme),
    }));
    const sheet = {
      id: "shortcuts",
      label: shell.account.shortcuts,
      ...shownKeys("general.sheet"),
      run: () => setSheetOpen(true),
    };
    const leave = { id: "sign out", label: shell.account.signOut, run: () => void signOut() };
    return [...places, ...themes, sheet, leave];
  }, [navigate]);
  useCommands(commands);
}
