import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId } from "react";
import { fieldErrors } from "@/api/error";
import { timesQuery } from "@/features/automation/api";
import { timesOf, type Unit, UNITS, USUAL, USUALS, usualOf, type When } from "@/features/automation/lib/when";
import { automation } from "@/text/en/automation";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Spinner";

const words = automation.schedule;
const ZONES = [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])];
const MODES = (["cron", "every"] as const).map((value) => ({ value, label: words[value] }));
const UNIT_CHOICES = (Object.keys(UNITS) as Unit[]).map((value) => ({ value, label: words.units[value] }));
const USUAL_CHOICES = USUALS.map((value) => ({ value, label: words.usual[value] }));

/** When something is to run, with the next times as they would be. */
export function WhenFields({ when, onChange }: { when: When; onChange: (when: When) => void }) {
  const zones = useId();
  const times = useDeferredValue(timesOf(when));
  const coming = useQuery({
    ...timesQuery(times ?? { timezone: "UTC" }),
    enabled: times !== null,
  });
  const errors = times === null ? {} : fieldErrors(coming.error);
  const set = (change: Partial<When>) => onChange({ ...when, ...change });
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="sr-only">{words.when}</legend>
      <Field label={words.when}>
        <Select value={when.mode} choices={MODES} onChange={(mode) => set({ mode })} />
      </Field>
      {when.mode === "cron" ? (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={words.examples}>
            <Select
              value={usualOf(when.cron) ?? ""}
              choices={USUAL_CHOICES}
              placeholder={words.custom}
              onChange={(name) => set({ cron: USUAL[name] })}
            />
          </Field>
          <Field label={words.custom} error={errors.cron}>
            <Input
              value={when.cron}
              maxLength={200}
              spellCheck={false}
              autoComplete="off"
              className="font-mono"
              onChange={(event) => set({ cron: event.target.value })}
            />
          </Field>
          <p className="-mt-2 text-xs text-faint sm:col-span-2">{words.cronHint}</p>
        </div>
      ) : (
        <div className="grid grid-cols-2 gap-4">
          <Field label={words.count} error={errors.every_seconds}>
            <Input
              inputMode="numeric"
              value={when.count}
              onChange={(event) => set({ count: event.target.value })}
            />
          </Field>
          <Field label={words.units[when.unit]} isLabelHidden className="justify-end">
            <Select value={when.unit} choices={UNIT_CHOICES} onChange={(unit) => set({ unit })} />
          </Field>
        </div>
      )}
      <Field label={words.zone} hint={words.zoneHint} error={errors.timezone}>
        <Input
          value={when.timezone}
          list={zones}
          maxLength={64}
          autoComplete="off"
          onChange={(event) => set({ timezone: event.target.value })}
        />
      </Field>
      <datalist id={zones}>
        {ZONES.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      {times !== null && coming.isPending && <Skeleton className="h-28" />}
      {coming.data !== undefined && !coming.isError && times !== null && (
        <section aria-label={words.nextTimes} className="rounded-lg bg-subtle px-3 py-2 text-sm">
          <p className="font-medium">{coming.data.words}</p>
          <ol className="mt-1 text-muted tabular-nums">
            {coming.data.next.map((at) => (
              <li key={at}>{inZone(at, when.timezone)}</li>
            ))}
          </ol>
        </section>
      )}
    </fieldset>
  );
}

/** The moment as clocks there show it. */
function inZone(at: string, timeZone: string): string {
  const shown = {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  } as const;
  try {
    const format = new Intl.DateTimeFormat(undefined, { ...shown, timeZone, timeZoneName: "short" });
    return format.format(new Date(at));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return at; // while a zone is typed
  }
}
