import { MoreHorizontal, Trash2 } from "lucide-react";
import { automation } from "@/text/en/automation";
import { fill } from "@/text/fill";
import { IconButton } from "@/ui/Button";
import { confirm } from "@/ui/confirm";
import { DropdownMenu, type MenuEntry } from "@/ui/menus";

interface RowMenuProps {
  name: string;
  entries: MenuEntry[];
  /** Asked before it is deleted. */
  question: { title: string; text: string };
  onRemove: () => void;
  isBusy: boolean;
}

/** What can be done with a row; its deletion stands last. */
export function RowMenu({ name, entries, question, onRemove, isBusy }: RowMenuProps) {
  const remove = async () => {
    if (await confirm({ ...question, action: automation.remove, isDanger: true })) onRemove();
  };
  return (
    <DropdownMenu
      entries={[
        ...entries,
        { kind: "rule" },
        {
          label: automation.remove,
          icon: <Trash2 aria-hidden className="size-4" />,
          isDanger: true,
          onSelect: () => void remove(),
        },
      ]}
    >
      <IconButton
        label={fill(automation.more, { name })}
        isBusy={isBusy}
        icon={<MoreHorizontal aria-hidden className="size-4" />}
      />
    </DropdownMenu>
  );
}
