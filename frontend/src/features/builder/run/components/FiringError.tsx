import { Sparkles } from "lucide-react";
import type { BlockRead } from "@/api/schema";
import { valuesPinOf } from "@/features/builder/inspector/lib/template";
import { titleOf } from "@/features/builder/lib/place";
import { pinsNamedIn } from "@/features/builder/run/lib/named";
import { inputPins } from "@/features/builder/lib/pins";
import type { Firing } from "@/features/builder/store/run";
import type { BuilderNode } from "@/features/builder/types";
import { wayOut } from "@/features/runs/lib/wayOut";
import { openSketch } from "@/features/sketch/store/sketch";
import { labelOf } from "@/fields/lib/schema";
import { run } from "@/text/en/run";
import { sketch } from "@/text/en/sketch";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Page";

const MOST_CHARACTERS = 1_000; // of an error that a model is told

interface FiringErrorProps {
  node: BuilderNode;
  block: BlockRead;
  firing: Firing;
  onGoTo: (pin: string) => void;
}

/** Why a step failed, what to do about it, and the fields that it names. */
export function FiringError({ node, block, firing, onGoTo }: FiringErrorProps) {
  const pins = inputPins(node, block);
  const names = pins.map((pin) => pin.name);
  const templates = names.filter((name) => valuesPinOf(pins, name) !== null);
  const named = pinsNamedIn(firing.error ?? "", names, templates);
  const error = (firing.error ?? "").slice(0, MOST_CHARACTERS);
  const wish = fill(sketch.fixWish, { node: titleOf(node, block), error });
  return (
    <Notice tone="danger">
      <p className="break-words whitespace-pre-wrap">{firing.error}</p>
      {firing.errorCode !== "" && <p className="mt-1 text-text">{wayOut(firing.errorCode).text}</p>}
      {pins
        .filter((pin) => named.includes(pin.name))
        .map((pin) => (
          <Button key={pin.name} size="small" className="mt-2 mr-2" onClick={() => onGoTo(pin.name)}>
            {fill(run.node.goToField, { name: labelOf(pin.name, pin.schema) })}
          </Button>
        ))}
      <Button
        size="small"
        className="mt-2"
        icon={<Sparkles aria-hidden className="size-3.5" />}
        onClick={() => openSketch(wish)}
      >
        {sketch.fix}
      </Button>
    </Notice>
  );
}
