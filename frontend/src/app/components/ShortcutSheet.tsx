import { Link } from "react-router";
import { AllKeys } from "@/app/components/ShortcutKeys";
import { SHORTCUT_IDS, SHORTCUTS } from "@/app/shortcuts";
import { setSheetOpen, useSheetIsOpen } from "@/app/store/sheet";
import { useRegisteredShortcuts, useShortcut } from "@/app/store/shortcuts";
import { shell } from "@/text/en/shell";
import { buttonClass } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

export function ShortcutSheet() {
  const isOpen = useSheetIsOpen();
  const registered = useRegisteredShortcuts();
  useShortcut("general.sheet", () => setSheetOpen(true));
  const here = SHORTCUT_IDS.filter((id) => registered.has(id));
  const groups = Map.groupBy(here, (id) => SHORTCUTS[id].group);
  const { title, hint, change } = shell.shortcuts;
  const close = () => setSheetOpen(false);
  const toSettings = (
    <Link to="/settings/shortcuts" className={buttonClass()} onClick={close}>
      {change}
    </Link>
  );
  return (
    <Dialog isOpen={isOpen} onClose={close} title={title} description={hint} actions={toSettings}>
      {[...groups].map(([group, ids]) => (
        <section key={group} className="mb-4">
          <h3 className="mb-1 text-xs font-medium text-faint">{group}</h3>
          <dl className="divide-y divide-line">
            {ids.map((id) => (
              <div key={id} className="flex items-center justify-between gap-4 py-1.5 text-sm">
                <dt>{SHORTCUTS[id].label}</dt>
                <dd>
                  <AllKeys id={id} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
