import { BaseEdge, type EdgeProps, getBezierPath } from "@xyflow/react";
import { memo } from "react";
import { LinkCount } from "@/features/builder/canvas/LinkCount";
import type { FlowLink } from "@/features/builder/canvas/types";
import { useLinkCount } from "@/features/builder/store/run";

/** A link with how many values went over it until now. */
export const StillWire = memo(function StillWire(props: EdgeProps<FlowLink>) {
  const link = props.data?.link;
  const count = useLinkCount(link?.sourceId ?? "", link?.sourceName ?? "");
  const [path, x, y] = getBezierPath(props);
  const color = count > 0 ? "var(--pc-accent)" : "var(--pc-line-strong)";
  return (
    <>
      <BaseEdge id={props.id} path={path} style={{ stroke: color, strokeWidth: 2 }} />
      {count > 0 && <LinkCount count={count} x={x} y={y} />}
    </>
  );
});
