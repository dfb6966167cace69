import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { PinField } from "@/features/builder/inspector/components/PinField";
import type { FormPin } from "@/features/builder/inspector/lib/form";
import type { Blocks, BuilderNode } from "@/features/builder/types";
import { inspector } from "@/text/en/inspector";
import { fill } from "@/text/fill";

interface ParameterFormProps {
  node: BuilderNode;
  pins: readonly FormPin[];
  blocks: Blocks;
  isReadOnly: boolean;
}

export function ParameterForm({ node, pins, blocks, isReadOnly }: ParameterFormProps) {
  const [isOpen, setIsOpen] = useState(false);
  // Those that were set before stand with the others; none moves while somebody types into it.
  const [wasSet] = useState(
    () => new Set(pins.filter((pin) => pin.value !== undefined).map((pin) => pin.name)),
  );
  const advanced = pins.filter((pin) => pin.isAdvanced && !wasSet.has(pin.name));
  const plain = pins.filter((pin) => !advanced.includes(pin));
  const field = (pin: FormPin) => (
    <PinField key={pin.name} node={node} pin={pin} blocks={blocks} isReadOnly={isReadOnly} />
  );
  return (
    <div className="flex flex-col gap-4">
      {pins.length === 0 && <p className="text-sm text-muted">{inspector.noPins}</p>}
      {plain.map(field)}
      {advanced.length > 0 && (
        <>
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
            className="flex items-center gap-1 self-start rounded-md text-sm font-medium text-muted hover:text-text"
          >
            <ChevronRight
              aria-hidden
              className={`size-4 transition-transform ${isOpen ? "rotate-90" : ""}`}
            />
            {fill(inspector.advanced, { count: advanced.length })}
          </button>
          {isOpen && advanced.map(field)}
        </>
      )}
    </div>
  );
}
