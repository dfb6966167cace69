import clsx from "clsx";
import { Handle, Position, useNodeId } from "@xyflow/react";
import { type CSSProperties, memo } from "react";
import { addAfterPin } from "@/features/builder/canvas/adding";
import { pinColor, kindText } from "@/features/builder/canvas/pinText";
import { previewOf } from "@/features/builder/lib/preview";
import type { ShownPin } from "@/features/builder/lib/shownPins";
import { ERROR_PIN } from "@/features/builder/lib/pins";
import { builder } from "@/text/en/builder";
import { fill } from "@/text/fill";

interface PinRowProps {
  pin: ShownPin;
  side: "input" | "output";
  /** What the node has for it. */
  value?: unknown;
  hasValue?: boolean;
  problem?: string | undefined;
}

/** A pin, its name and what it has; the dot at the edge of the card is where links begin and end. */
export const PinRow = memo(function PinRow({ pin, side, value, hasValue = false, problem }: PinRowProps) {
  const isInput = side === "input";
  const isError = !isInput && pin.name === ERROR_PIN;
  const color = { "--pin": pinColor(pin.schema, isError) } as CSSProperties;
  const kind = kindText(pin.schema);
  const title = [`${pin.title}: ${pin.isUnknown ? builder.node.unknownPin : kind}`, pin.description, problem];
  return (
    <div
      className={clsx("relative flex h-6 items-center gap-2 px-3 text-xs", !isInput && "justify-end")}
      title={title.filter(Boolean).join("\n")}
    >
      <Handle
        id={pin.name}
        type={isInput ? "target" : "source"}
        position={isInput ? Position.Left : Position.Right}
        style={color}
        data-linked={pin.isLinked}
        data-pin={pin.name}
      />
      <span
        className={clsx(
          "max-w-[70%] shrink-0 truncate",
          isError ? "text-(--pin-error)" : "text-muted",
          pin.isUnknown && "line-through",
          problem !== undefined && "font-medium text-warning-text!",
        )}
      >
        {pin.title}
      </span>
      {isInput && !pin.isLinked && (
        <span className="min-w-0 flex-1 truncate text-right text-text/80">
          {hasValue && (pin.isSecret ? builder.node.secret : previewOf(value))}
          {!hasValue && pin.isRequired && <em className="text-faint">{builder.node.required}</em>}
        </span>
      )}
      {!isInput && !pin.isLinked && <PlusButton pin={pin} />}
    </div>
  );
});

/** Beside an output that leads nowhere, while its node is pointed at, selected or has the focus (canvas.css). */
function PlusButton({ pin }: { pin: ShownPin }) {
  const nodeId = useNodeId() ?? "";
  const label = fill(builder.node.addAfter, { pin: pin.title });
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className="pc-plus nodrag nopan"
      onClick={(event) => {
        event.stopPropagation();
        addAfterPin({ nodeId, pin: pin.name, side: "source" });
      }}
    />
  );
}
