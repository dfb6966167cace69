// When an agent runs: as the form has it, and as the API does.

export const UNITS = { minutes: 60, hours: 3600, days: 86_400 } as const;
export type Unit = keyof typeof UNITS;

/** The cron expressions that most people want. */
export const USUAL = {
  hourly: "0 * * * *",
  daily: "0 9 * * *",
  weekdays: "0 9 * * 1-5",
  weekly: "0 9 * * 1",
  monthly: "0 9 1 * *",
} as const;
export type Usual = keyof typeof USUAL;
export const USUALS = Object.keys(USUAL) as Usual[];

export interface When {
  mode: "cron" | "every";
  cron: string;
  /** As it is typed. */
  count: string;
  unit: Unit;
  timezone: string;
}

interface Times {
  cron: string | null;
  every_seconds: number | null;
  timezone: string;
}

export function fresh(timezone: string): When {
  return { mode: "cron", cron: USUAL.weekdays, count: "1", unit: "hours", timezone };
}

export function whenOf({ cron, every_seconds: seconds, timezone }: Times): When {
  if (seconds === null) return { ...fresh(timezone), cron: cron ?? "" };
  const unit = (["days", "hours", "minutes"] as const).find((one) => seconds % UNITS[one] === 0) ?? "minutes";
  return { ...fresh(timezone), mode: "every", count: String(seconds / UNITS[unit]), unit };
}

/** As the API takes it; null while it cannot be asked yet. The server says whether a cron expression is one. */
export function timesOf({
  mode,
  cron,
  count,
  unit,
  timezone,
}: When): (Partial<Times> & { timezone: string }) | null {
  if (timezone.trim() === "") return null;
  if (mode === "cron") return cron.trim() === "" ? null : { cron: cron.trim(), timezone };
  const number = Number(count);
  if (count.trim() === "" || !Number.isFinite(number) || number <= 0) return null;
  return { every_seconds: Math.round(number * UNITS[unit]), timezone };
}

export function usualOf(cron: string): Usual | null {
  return USUALS.find((name) => USUAL[name] === cron.trim()) ?? null;
}

const A_MINUTE_MS = 60_000;

/** How late a start was, in milliseconds; null: so little that nobody minds. */
export function lateMs(planned: string, started: string | null): number | null {
  if (started === null) return null;
  const late = new Date(started).getTime() - new Date(planned).getTime();
  return late < A_MINUTE_MS ? null : late;
}
