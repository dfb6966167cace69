import { useState } from "react";
import { titleOf } from "@/features/builder/inspector/lib/form";
import { closeDialog } from "@/features/builder/run/dialogs";
import { MAX_PINNED_BYTES, readPinned } from "@/features/builder/run/lib/pinned";
import { pinOutputs, unpin } from "@/features/builder/run/pinning";
import { useNode } from "@/features/builder/store/document";
import { runStore } from "@/features/builder/store/run";
import type { Blocks } from "@/features/builder/types";
import { run } from "@/text/en/run";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";
import { bytes } from "@/ui/lib/format";

const words = run.pinned;

/** What stands for a step in runs from the builder, to be edited or pasted from elsewhere. */
export function PinnedDialog({ nodeId, blocks }: { nodeId: string; blocks: Blocks }) {
  const node = useNode(nodeId);
  const [text, setText] = useState(() => JSON.stringify(firstPairs(nodeId), null, 2));
  if (node === undefined) return null;
  const read = readPinned(text);
  const problem = {
    wrong: words.wrong,
    too_large: fill(words.tooLarge, { limit: bytes(MAX_PINNED_BYTES) }),
  };
  const isPinned = runStore.getState().pinned[nodeId] !== undefined;
  const pin = () => {
    if (read.outputs === null) return;
    pinOutputs(nodeId, read.outputs);
    closeDialog();
  };
  return (
    <Dialog
      isOpen
      onClose={closeDialog}
      width="large"
      title={fill(words.title, { name: titleOf(node, blocks) })}
      description={words.intro}
      actions={
        <>
          {isPinned && (
            <Button
              onClick={() => {
                unpin(nodeId);
                closeDialog();
              }}
            >
              {run.node.unpin}
            </Button>
          )}
          <Button kind="primary" disabled={read.outputs === null} onClick={pin}>
            {words.save}
          </Button>
        </>
      }
    >
      <Field label={words.pairs} error={read.code === null ? undefined : problem[read.code]}>
        <TextArea
          rows={14}
          className="font-mono"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
    </Dialog>
  );
}

function firstPairs(nodeId: string): unknown {
  const { pinned, nodes } = runStore.getState();
  return pinned[nodeId] ?? nodes[nodeId]?.list.at(-1)?.outputs ?? [["result", ""]];
}
