import type { BlockRead } from "@/api/schema";
import { pathText } from "@/features/builder/inspector/lib/form";
import { objectOf } from "@/features/builder/lib/json";
import { Grip } from "@/features/builder/run/components/Grip";
import { propertiesOf } from "@/fields/lib/schema";
import { run } from "@/text/en/run";
import { Value } from "@/values/Value";

interface PinValuesProps {
  nodeId: string;
  block: BlockRead;
  pairs: readonly (readonly [pin: string, value: unknown])[];
  side: "input" | "output";
  isStreaming?: boolean;
}

/** Values pin by pin; those that went out can be dragged onto a parameter. */
export function PinValues({ nodeId, block, pairs, side, isStreaming = false }: PinValuesProps) {
  if (pairs.length === 0) {
    return <p className="text-sm text-muted">{side === "input" ? run.node.noInput : run.node.noOutput}</p>;
  }
  const schemas = objectOf(
    Object.fromEntries(propertiesOf(side === "input" ? block.input_schema : block.output_schema)),
  );
  return (
    <ul className="flex flex-col gap-3">
      {pairs.map(([pin, value], place) => (
        <li key={`${pin} ${place}`} className="rounded-lg border border-line p-2.5">
          <div className="mb-1 flex items-center gap-1">
            {side === "output" && <Grip output={{ nodeId, pin }} />}
            <code className="text-xs font-medium">{pathText(pin)}</code>
          </div>
          {isStreaming ? (
            <p className="text-sm whitespace-pre-wrap" aria-busy>
              {String(value)}
            </p>
          ) : (
            <Value value={value} name={pathText(pin)} schema={objectOf(schemas[pin])} />
          )}
        </li>
      ))}
    </ul>
  );
}
