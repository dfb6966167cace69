export type StepName = "agents" | "make" | "build" | "runs" | "reviews" | "search";

export interface Step {
  name: StepName;
  /** The page it is on. */
  path: string;
  /** What it points at, as a CSS selector. */
  target: string;
}

export const STEPS: readonly Step[] = [
  { name: "agents", path: "/agents", target: 'nav a[href="/agents"]' },
  { name: "make", path: "/agents", target: 'a[href="/agents/new"]' },
  { name: "build", path: "/agents/new", target: "main" },
  { name: "runs", path: "/runs", target: 'nav a[href="/runs"]' },
  { name: "reviews", path: "/reviews", target: 'nav a[href="/reviews"]' },
  { name: "search", path: "/agents", target: "[data-tour=search]" },
];

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const GAP = 12;

/** Where a card stands: beside its target if there is room, else below or above, always within the window. */
export function placeOf(
  target: Box,
  card: { width: number; height: number },
  window: { width: number; height: number },
) {
  const right = target.left + target.width + GAP;
  const fitsRight = right + card.width + GAP <= window.width;
  const below = target.top + target.height + GAP;
  const fitsBelow = below + card.height + GAP <= window.height;
  const left = fitsRight ? right : target.left + target.width - card.width;
  const top = fitsRight ? target.top : fitsBelow ? below : target.top + GAP;
  return {
    left: within(left, window.width - card.width - GAP),
    top: within(top, window.height - card.height - GAP),
  };
}

function within(value: number, most: number): number {
  return Math.max(GAP, Math.min(value, most));
}
