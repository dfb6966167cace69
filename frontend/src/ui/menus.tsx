import clsx from "clsx";
import { Check } from "lucide-react";
import { ContextMenu as RadixContext, DropdownMenu as RadixDropdown } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { Keys } from "@/ui/Kbd";
import { HEADING, ITEM, PANEL, RULE } from "@/ui/menuClasses";

/** One line of a menu: something to do, a heading, or a rule. */
export type MenuEntry =
  | { kind: "rule" }
  | { kind: "heading"; label: string }
  | {
      kind?: "action";
      label: string;
      icon?: ReactNode;
      /** As in `useShortcut`; shown only. */
      keys?: string;
      isChecked?: boolean;
      isDanger?: boolean;
      isDisabled?: boolean;
      onSelect: () => void;
    };

// Not modal: that would hide from screen readers what can still have the focus.
type Parts = Pick<typeof RadixDropdown, "Item" | "Label" | "Separator">;

interface MenuProps {
  entries: MenuEntry[];
  /** The element that opens it; takes a ref and props. */
  children: ReactElement;
}

interface DropdownProps extends MenuProps {
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  className?: string;
}

export function DropdownMenu({
  entries,
  children,
  align = "end",
  side = "bottom",
  className,
}: DropdownProps) {
  return (
    <RadixDropdown.Root modal={false}>
      <RadixDropdown.Trigger asChild>{children}</RadixDropdown.Trigger>
      <RadixDropdown.Portal>
        <RadixDropdown.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={clsx(PANEL, "min-w-48", className)}
        >
          <Entries entries={entries} parts={RadixDropdown} />
        </RadixDropdown.Content>
      </RadixDropdown.Portal>
    </RadixDropdown.Root>
  );
}

export function ContextMenu({ entries, children }: MenuProps) {
  return (
    <RadixContext.Root modal={false}>
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content collisionPadding={8} className={clsx(PANEL, "min-w-48")}>
          <Entries entries={entries} parts={RadixContext} />
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  );
}

function Entries({ entries, parts }: { entries: MenuEntry[]; parts: Parts }) {
  return entries.map((entry, place) => {
    if (entry.kind === "rule") return <parts.Separator key={place} className={RULE} />;
    if (entry.kind === "heading") {
      return (
        <parts.Label key={place} className={HEADING}>
          {entry.label}
        </parts.Label>
      );
    }
    return (
      <parts.Item
        key={place}
        disabled={entry.isDisabled === true}
        onSelect={entry.onSelect}
        className={clsx(ITEM, entry.isDanger === true && "text-danger-text")}
      >
        {entry.icon !== undefined && <span className="text-faint">{entry.icon}</span>}
        <span className="flex-1 truncate">{entry.label}</span>
        {entry.isChecked === true && <Check aria-hidden className="size-4 text-accent-text" />}
        {entry.keys !== undefined && <Keys keys={entry.keys} />}
      </parts.Item>
    );
  });
}
