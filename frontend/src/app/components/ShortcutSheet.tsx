import { setSheetOpen, useSheetIsOpen } from "@/app/store/sheet";
import { useRegisteredShortcuts, useShortcut } from "@/app/store/shortcuts";
import { shell } from "@/text/en/shell";
import { Dialog } from "@/ui/Dialog";
import { Keys } from "@/ui/Kbd";

export function ShortcutSheet() {
  const isOpen = useSheetIsOpen();
  const shortcuts = useRegisteredShortcuts();
  useShortcut("?", () => setSheetOpen(true), shell.shortcuts.sheet);
  const groups = Map.groupBy(shortcuts, (shortcut) => shortcut.group ?? "");
  const { title, hint } = shell.shortcuts;
  return (
    <Dialog isOpen={isOpen} onClose={() => setSheetOpen(false)} title={title} description={hint}>
      {[...groups].map(([group, list]) => (
        <section key={group} className="mb-4">
          <h3 className="mb-1 text-xs font-medium text-faint">{group}</h3>
          <dl className="divide-y divide-line">
            {list.map((shortcut) => (
              <div key={shortcut.keys} className="flex items-center justify-between gap-4 py-1.5 text-sm">
                <dt>{shortcut.label}</dt>
                <dd>
                  <Keys keys={shortcut.keys} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
