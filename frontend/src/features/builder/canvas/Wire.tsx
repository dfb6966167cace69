import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath, useReactFlow } from "@xyflow/react";
import { Plus, X } from "lucide-react";
import { type CSSProperties, memo, type MouseEvent, useState } from "react";
import type { FlowLink } from "@/features/builder/canvas/types";
import { removing } from "@/features/builder/lib/edit";
import { LinkCount } from "@/features/builder/canvas/LinkCount";
import { setCanvas } from "@/features/builder/store/canvas";
import { apply } from "@/features/builder/store/document";
import { useLinkCount, useLinkIsActive } from "@/features/builder/store/run";
import { builder } from "@/text/en/builder";

const HIT_WIDTH = 22;

/** A link in the colour of what it carries; dashed where it keeps lending its last value. */
export const Wire = memo(function Wire(props: EdgeProps<FlowLink>) {
  const { data, selected, id, markerEnd } = props;
  const [isHovered, setIsHovered] = useState(false);
  const [path, x, y] = getBezierPath(props);
  const link = data?.link;
  const count = useLinkCount(link?.sourceId ?? "", link?.sourceName ?? "");
  const isActive = useLinkIsActive(link?.sourceId ?? "", link?.sinkId ?? "");
  const hasButtons = isHovered || selected === true;
  const style = {
    "--pin": data?.color,
    ...(data?.link.isStatic === true && { strokeDasharray: "6 4" }),
  } as CSSProperties;
  return (
    <g onMouseEnter={() => setIsHovered(true)} onMouseLeave={() => setIsHovered(false)}>
      <BaseEdge
        id={id}
        path={path}
        style={style}
        interactionWidth={HIT_WIDTH}
        {...(isActive && { className: "animate-pulse" })}
        {...(markerEnd && { markerEnd })}
      />
      {count > 0 && !hasButtons && <LinkCount count={count} x={x} y={y} />}
      {data !== undefined && hasButtons && <Buttons link={data.link} x={x} y={y} onHover={setIsHovered} />}
    </g>
  );
});

interface ButtonsProps {
  link: NonNullable<FlowLink["data"]>["link"];
  x: number;
  y: number;
  onHover: (isHovered: boolean) => void;
}

function Buttons({ link, x, y, onHover }: ButtonsProps) {
  const flow = useReactFlow();
  const insert = (event: MouseEvent) => {
    const { clientX, clientY } = event;
    const screen = clientX === 0 ? flow.flowToScreenPosition({ x, y }) : { x: clientX, y: clientY };
    setCanvas({ quick: { kind: "link", link, at: { x, y }, screen } });
  };
  const look =
    "flex size-6 items-center justify-center rounded-full border border-line-strong bg-raised text-muted shadow-float hover:border-accent hover:text-accent-text";
  return (
    <EdgeLabelRenderer>
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- keeps the buttons while they are pointed at */}
      <div
        className="nodrag nopan pointer-events-auto absolute flex gap-1 p-2"
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)`, zIndex: 1001 }}
        onMouseEnter={() => onHover(true)}
        onMouseLeave={() => onHover(false)}
      >
        <button
          type="button"
          className={look}
          aria-label={builder.link.insert}
          title={builder.link.insert}
          onClick={insert}
        >
          <Plus aria-hidden className="size-3.5" />
        </button>
        <button
          type="button"
          className={look}
          aria-label={builder.link.delete}
          title={builder.link.delete}
          onClick={() => apply(removing([], [link.id]))}
        >
          <X aria-hidden className="size-3.5" />
        </button>
      </div>
    </EdgeLabelRenderer>
  );
}
