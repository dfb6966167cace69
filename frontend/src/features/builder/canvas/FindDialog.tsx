import { useReactFlow } from "@xyflow/react";
import { Command } from "cmdk";
import { present } from "@/features/builder/canvas/actions";
import { FIT } from "@/features/builder/canvas/Controls";
import { focusNode } from "@/features/builder/canvas/focus";
import { Tile } from "@/features/builder/canvas/Tile";
import { previewOf } from "@/features/builder/lib/preview";
import { titleOf } from "@/features/builder/lib/place";
import { useBlocks } from "@/features/builder/store/blocks";
import { setCanvas, useCanvas } from "@/features/builder/store/canvas";
import { select } from "@/features/builder/store/document";
import { builder } from "@/text/en/builder";
import { Dialog } from "@/ui/Dialog";
import { ITEM } from "@/ui/menuClasses";
import { searchedList } from "@/ui/searchedList";

const text = builder.find;

/** Mod+F: by title, block or value. */
export function FindDialog() {
  const isOpen = useCanvas((state) => state.isFinding);
  return isOpen ? <Open /> : null;
}

function Open() {
  const flow = useReactFlow();
  const blocks = useBlocks();
  const close = () => setCanvas({ isFinding: false });
  const go = (nodeId: string) => {
    close();
    select([nodeId]);
    void flow.fitView({ ...FIT, nodes: [{ id: nodeId }] }).then(() => focusNode(nodeId));
  };
  return (
    <Dialog isOpen onClose={close} title={text.title}>
      <Command ref={searchedList} label={text.title} loop>
        <Command.Input
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the dialog is for this field
          autoFocus
          placeholder={text.search}
          className="mb-2 h-9 w-full rounded-md border border-line-strong bg-surface px-2.5 text-sm placeholder:text-faint"
        />
        <Command.List className="max-h-[50vh] overflow-y-auto">
          <Command.Empty className="py-6 text-center text-sm text-faint">{text.empty}</Command.Empty>
          {present().nodes.map((node) => {
            const block = blocks.get(node.blockId);
            const title = titleOf(node, block);
            const values = Object.values(node.inputDefault).map(previewOf);
            return (
              <Command.Item
                key={node.id}
                value={node.id}
                keywords={[title, block?.name ?? node.blockId, ...values]}
                onSelect={() => go(node.id)}
                className={`${ITEM} h-9 text-sm opacity-100! data-[selected=true]:bg-subtle`}
              >
                <Tile block={block} className="size-6!" />
                <span className="flex-1 truncate">{title}</span>
                <span className="truncate text-xs text-faint">{block?.name}</span>
              </Command.Item>
            );
          })}
        </Command.List>
      </Command>
    </Dialog>
  );
}
