// Looks around: the steps of each, in order.
export type TourName = "start" | "builder";
type StepName =
  | "agents"
  | "make"
  | "build"
  | "runs"
  | "reviews"
  | "search"
  | "palette"
  | "pins"
  | "inspector"
  | "run"
  | "save"
  | "keys";

export interface Step {
  name: StepName;
  /** The page it is on; left out: wherever one is. */
  path?: string;
  /** What it points at, as CSS selectors: the first that is there. */
  targets: readonly string[];
}

export const TOURS: Record<TourName, readonly Step[]> = {
  start: [
    { name: "agents", path: "/agents", targets: ['nav a[href="/agents"]'] },
    { name: "make", path: "/agents", targets: ['a[href="/agents/new"]'] },
    { name: "build", path: "/agents/new", targets: ["main"] },
    { name: "runs", path: "/runs", targets: ['nav a[href="/runs"]'] },
    { name: "reviews", path: "/reviews", targets: ['nav a[href="/reviews"]'] },
    { name: "search", path: "/agents", targets: ["[data-tour=search]"] },
  ],
  builder: [
    { name: "palette", targets: ["[data-tour=palette]"] },
    { name: "pins", targets: [".react-flow__node", "[data-canvas]"] },
    { name: "inspector", targets: ["[data-tour=inspector]"] },
    { name: "run", targets: ["[data-tour=run]"] },
    { name: "save", targets: ["[data-tour=save]"] },
    { name: "keys", targets: ["[data-tour=search]"] },
  ],
};

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const GAP = 12;

/** Where a card stands: beside its target or below it if there is room, else on it, always within the window. */
export function placeOf(
  target: Box,
  card: { width: number; height: number },
  window: { width: number; height: number },
) {
  const right = target.left + target.width + GAP;
  const fitsRight = right + card.width + GAP <= window.width;
  const below = target.top + target.height + GAP;
  const fitsBelow = below + card.height + GAP <= window.height;
  const before = target.left - GAP - card.width;
  const isBefore = !fitsRight && !fitsBelow && before >= GAP;
  const left = fitsRight ? right : isBefore ? before : target.left + target.width - card.width;
  const top = fitsRight || isBefore ? target.top : fitsBelow ? below : target.top + GAP;
  return {
    left: within(left, window.width - card.width - GAP),
    top: within(top, window.height - card.height - GAP),
  };
}

function within(value: number, most: number): number {
  return Math.max(GAP, Math.min(value, most));
}
