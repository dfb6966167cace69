import type { BlockRead } from "@/api/schema";
import { BlockHelp } from "@/features/builder/inspector/components/BlockHelp";
import { setTitle } from "@/features/builder/inspector/lib/changes";
import { NodeActions } from "@/features/builder/run/components/NodeActions";
import { isDisabled } from "@/features/builder/lib/disabled";
import { textOf } from "@/features/builder/lib/json";
import { apply } from "@/features/builder/store/document";
import type { BuilderNode } from "@/features/builder/types";
import { inspector } from "@/text/en/inspector";
import { fill } from "@/text/fill";
import { Badge } from "@/ui/Badge";
import { credits } from "@/ui/lib/format";
import { Prose } from "@/ui/Prose";

interface NodeHeaderProps {
  node: BuilderNode;
  block: BlockRead;
  isReadOnly: boolean;
}

export function NodeHeader({ node, block, isReadOnly }: NodeHeaderProps) {
  const title = textOf(node.metadata.customized_name);
  return (
    <header className="shrink-0 px-4 pt-3 pb-2">
      <input
        aria-label={inspector.title}
        value={title}
        placeholder={block.name}
        readOnly={isReadOnly}
        spellCheck={false}
        className="-mx-1.5 w-[calc(100%+0.75rem)] rounded-md border border-transparent bg-transparent px-1.5 py-1 text-lg font-semibold placeholder:text-text hover:border-line focus-visible:border-accent focus-visible:outline-offset-0"
        onChange={(event) => apply(setTitle(node.id, event.target.value), `title:${node.id}`)}
      />
      <p className="mt-0.5 text-sm text-muted">
        <Prose text={block.description} />
      </p>
      <div className="mt-2 flex flex-wrap items-center gap-2 text-xs text-faint">
        {isDisabled(node) && <Badge tone="warning">{inspector.disabled}</Badge>}
        {title !== "" && <Badge>{block.name}</Badge>}
        {Number(block.cost) > 0 && <Badge>{fill(inspector.cost, { credits: credits(block.cost) })}</Badge>}
        <BlockHelp block={block} />
      </div>
      {!isReadOnly && block.kind !== "note" && <NodeActions node={node} block={block} />}
    </header>
  );
}
