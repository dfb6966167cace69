import { CornerDownRight } from "lucide-react";
import type { BlockRead } from "@/api/schema";
import { pathText } from "@/features/builder/inspector/lib/form";
import { objectOf } from "@/features/builder/lib/json";
import { openConnect } from "@/features/builder/store/canvas";
import { useDocument } from "@/features/builder/store/document";
import type { BuilderLink } from "@/features/builder/types";
import { type DraggedOutput, partOf, startDrag } from "@/features/builder/run/dragging";
import { Grip } from "@/features/builder/run/components/Grip";
import { propertiesOf } from "@/fields/lib/schema";
import { run } from "@/text/en/run";
import { fill } from "@/text/fill";
import { IconButton } from "@/ui/Button";
import { type FieldUse, FieldUseContext } from "@/values/fieldUse";
import { Value } from "@/values/Value";

interface PinValuesProps {
  nodeId: string;
  block: BlockRead;
  pairs: readonly (readonly [pin: string, value: unknown])[];
  side: "input" | "output";
  isReadOnly: boolean;
  isStreaming?: boolean;
}

/** Values pin by pin; they and their parts can be dragged onto parameters, or used there by a menu. */
export function PinValues({ nodeId, block, pairs, side, isReadOnly, isStreaming = false }: PinValuesProps) {
  const links = useDocument((document) => document.links);
  if (pairs.length === 0) {
    return <p className="text-sm text-muted">{side === "input" ? run.node.noInput : run.node.noOutput}</p>;
  }
  const schemas = objectOf(
    Object.fromEntries(propertiesOf(side === "input" ? block.input_schema : block.output_schema)),
  );
  return (
    <ul className="flex flex-col gap-3">
      {pairs.map(([pin, value], place) => {
        const output = isReadOnly ? null : outputOf(nodeId, pin, side, links);
        return (
          <li key={`${pin} ${place}`} className="rounded-lg border border-line p-2.5">
            <div className="mb-1 flex items-center gap-1">
              {output !== null && <Grip output={output} />}
              <code className="min-w-0 flex-1 truncate text-xs font-medium">{pathText(pin)}</code>
              {output !== null && (
                <IconButton
                  size="small"
                  className="-my-1"
                  label={fill(run.node.use, { name: pathText(pin) })}
                  icon={<CornerDownRight aria-hidden className="size-3.5" />}
                  onClick={() => askWhere(output)}
                />
              )}
            </div>
            {isStreaming ? (
              <p className="text-sm whitespace-pre-wrap" aria-busy>
                {String(value)}
              </p>
            ) : (
              <FieldUseContext value={output === null ? null : usesOf(output)}>
                <Value value={value} name={pathText(pin)} schema={objectOf(schemas[pin])} />
              </FieldUseContext>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Where a value came from: what went in came from what is linked there. */
function outputOf(
  nodeId: string,
  pin: string,
  side: PinValuesProps["side"],
  links: readonly BuilderLink[],
): DraggedOutput | null {
  if (side === "output") return { nodeId, pin };
  const link = links.find((one) => one.sinkId === nodeId && one.sinkName === pin);
  return link === undefined ? null : { nodeId: link.sourceId, pin: link.sourceName };
}

function usesOf({ nodeId, pin }: DraggedOutput): FieldUse {
  const withPart = (path: readonly (string | number)[], act: (output: DraggedOutput) => void) => {
    const part = partOf(pin, path);
    if (part !== null) act({ nodeId, pin: part });
  };
  return {
    label: run.node.drag,
    startDrag: (event, path) => withPart(path, (output) => startDrag(event, output)),
    use: (path) => withPart(path, askWhere),
  };
}

/** Asks for the parameter. */
function askWhere({ nodeId, pin }: DraggedOutput): void {
  openConnect(nodeId, { nodeId, pin, side: "source" });
}
