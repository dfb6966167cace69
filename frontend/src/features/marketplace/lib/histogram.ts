export interface Bar {
  stars: number;
  count: number;
  /** Of the widest bar, 0 to 100. */
  percent: number;
}

/** The bars of a histogram as the API gives it, five stars first. */
export function barsOf(histogram: Readonly<Record<string, number>>): Bar[] {
  const most = Math.max(1, ...Object.values(histogram));
  return [5, 4, 3, 2, 1].map((stars) => {
    const count = histogram[String(stars)] ?? 0;
    return { stars, count, percent: Math.round((count / most) * 100) };
  });
}
