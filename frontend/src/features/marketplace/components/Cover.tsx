import clsx from "clsx";
import { useId } from "react";
import { coverOf, lettersOf } from "@/features/marketplace/lib/cover";

interface CoverProps {
  title: string;
  /** Address of the picture, if there is one. */
  image: string | null;
  className?: string;
}

/** An agent's picture in 16:9, or one made from its title. It says nothing that the title does not. */
export function Cover({ title, image, className }: CoverProps) {
  const frame = clsx("aspect-video w-full overflow-hidden bg-subtle object-cover", className);
  if (image !== null) return <img src={image} alt="" loading="lazy" className={frame} />;
  return <Drawn title={title} className={frame} />;
}

function Drawn({ title, className }: { title: string; className: string }) {
  const id = useId();
  const { hue, rings } = coverOf(title);
  const colour = (lightness: number, turn = 0) => `hsl(${(hue + turn) % 360} 52% ${lightness}%)`;
  return (
    <svg aria-hidden viewBox="0 0 160 90" preserveAspectRatio="xMidYMid slice" className={className}>
      <defs>
        <linearGradient id={id} x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor={colour(26)} />
          <stop offset="1" stopColor={colour(42, 40)} />
        </linearGradient>
      </defs>
      <rect width="160" height="90" fill={`url(#${id})`} />
      {rings.map(({ x, y, radius, shade }, place) => (
        <circle
          key={place}
          cx={x}
          cy={y}
          r={radius}
          fill="none"
          stroke={colour(55 + shade * 25, shade * 60)}
          strokeOpacity={0.45}
          strokeWidth={1 + shade * 2.5}
        />
      ))}
      <text
        x="80"
        y="47"
        textAnchor="middle"
        dominantBaseline="central"
        fill="white"
        fillOpacity={0.92}
        fontSize="30"
        fontWeight="650"
        letterSpacing="1"
      >
        {lettersOf(title)}
      </text>
    </svg>
  );
}
