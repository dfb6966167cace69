import { EditValueDialog } from "@/features/builder/run/components/EditValueDialog";
import { InputsDialog } from "@/features/builder/run/components/InputsDialog";
import { OneItemDialog } from "@/features/builder/run/components/OneItemDialog";
import { OneNodeDialog } from "@/features/builder/run/components/OneNodeDialog";
import { PinnedDialog } from "@/features/builder/run/components/PinnedDialog";
import { useOpenDialog } from "@/features/builder/run/dialogs";
import type { Blocks } from "@/features/builder/types";

/** The dialogs of running; each is made anew when it opens. */
export function RunDialogs({ blocks }: { blocks: Blocks }) {
  const open = useOpenDialog();
  if (open === null) return null;
  if (open.kind === "inputs") return <InputsDialog options={open.options} blocks={blocks} />;
  if (open.kind === "one") return <OneNodeDialog nodeId={open.nodeId} blocks={blocks} />;
  if (open.kind === "item") return <OneItemDialog nodeId={open.nodeId} until={open.until} blocks={blocks} />;
  if (open.kind === "edit") return <EditValueDialog nodeId={open.nodeId} pin={open.pin} blocks={blocks} />;
  return <PinnedDialog nodeId={open.nodeId} blocks={blocks} />;
}
