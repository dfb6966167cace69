import clsx from "clsx";
import type { CSSProperties } from "react";
import type { BlockRead } from "@/api/schema";
import { lookOf } from "@/features/builder/canvas/categories";

/** The sign of a block, in the colour of its category. */
export function Tile({ block, className }: { block: BlockRead | undefined; className?: string }) {
  const { icon: Icon, hue } = lookOf(block);
  return (
    <span
      aria-hidden
      style={{ "--hue": hue } as CSSProperties}
      className={clsx("pc-tile flex size-7 shrink-0 items-center justify-center rounded-lg", className)}
    >
      <Icon className="size-4" />
    </span>
  );
}
