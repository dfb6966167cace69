const FIRST_MS = 500;
const MAX_MS = 30_000;

/** How long to wait before try `attempt` (1, 2, …): doubling, capped, and half of it by chance (`random` in 0…1). */
export function delayMs(attempt: number, random: number): number {
  const most = Math.min(MAX_MS, FIRST_MS * 2 ** (attempt - 1));
  return Math.round(most / 2 + (most / 2) * random);
}
