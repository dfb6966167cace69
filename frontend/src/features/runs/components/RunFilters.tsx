import { X } from "lucide-react";
import { AgentPicker } from "@/features/runs/components/AgentPicker";
import { LabelFilter } from "@/features/runs/components/Labels";
import { ManyOf } from "@/features/runs/components/ManyOf";
import { isFiltered, KINDS, type RunFilter, type Span, SPANS, STATUSES } from "@/features/runs/lib/filter";
import { runs } from "@/text/en/runs";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Input } from "@/ui/Input";
import { Select } from "@/ui/Select";

const words = runs.filters;
const SPAN_NAMES: Record<Span, string> = {
  "1h": words.lastHour,
  "24h": words.lastDay,
  "7d": words.lastWeek,
  "30d": words.lastMonth,
};

interface RunFiltersProps {
  filter: RunFilter;
  onChange: (filter: RunFilter) => void;
}

/** What the list shows: agent, status, version, how and when it was started. */
export function RunFilters({ filter, onChange }: RunFiltersProps) {
  const { status = [], kind = [] } = filter;
  return (
    <div role="group" aria-label={words.label} className="flex flex-wrap items-center gap-2">
      <AgentPicker graphId={filter.graph} onChange={(graph) => onChange(withGraph(filter, graph))} />
      {filter.graph !== undefined && (
        <Input
          type="number"
          min={1}
          aria-label={words.version}
          placeholder={words.anyVersion}
          value={filter.version ?? ""}
          onChange={({ target }) => onChange(withVersion(filter, target.valueAsNumber))}
          className="h-8! w-32!"
        />
      )}
      <ManyOf
        label={words.status}
        shown={shownOf(status, (one) => ui.status[one], words.anyStatus, words.statuses)}
        choices={STATUSES.map((value) => ({ value, label: ui.status[value] }))}
        chosen={status}
        onChange={(chosen) => onChange({ ...filter, status: chosen })}
      />
      <ManyOf
        label={words.kind}
        shown={shownOf(kind, (one) => runs.kinds[one], words.anyKind, words.kinds)}
        choices={KINDS.map((value) => ({ value, label: runs.kinds[value] }))}
        chosen={kind}
        onChange={(chosen) => onChange({ ...filter, kind: chosen })}
      />
      <Times filter={filter} onChange={onChange} />
      <LabelFilter filter={filter} onChange={onChange} />
      {isFiltered(filter) && (
        <Button kind="ghost" icon={<X aria-hidden className="size-4" />} onClick={() => onChange({})}>
          {runs.clear}
        </Button>
      )}
    </div>
  );
}

function Times({ filter, onChange }: RunFiltersProps) {
  const isCustom = filter.from !== undefined || filter.to !== undefined;
  const { span, from, to, ...rest } = filter;
  const choose = (value: Span | "any" | "custom") => {
    if (value === "any") onChange(rest);
    else if (value === "custom") onChange({ ...rest, from: today(), to: today() });
    else onChange({ ...rest, span: value });
  };
  return (
    <>
      <Select
        label={words.time}
        value={isCustom ? "custom" : (span ?? "any")}
        choices={[
          { value: "any", label: words.anyTime },
          ...SPANS.map((value) => ({ value, label: SPAN_NAMES[value] })),
          { value: "custom", label: words.custom },
        ]}
        onChange={choose}
        className="h-8! w-40!"
      />
      {isCustom && (
        <>
          <Day label={words.from} day={from} onChange={(day) => onChange({ ...filter, ...day("from") })} />
          <Day label={words.to} day={to} onChange={(day) => onChange({ ...filter, ...day("to") })} />
        </>
      )}
    </>
  );
}

interface DayProps {
  label: string;
  day: string | undefined;
  onChange: (day: (name: "from" | "to") => Partial<RunFilter>) => void;
}

function Day({ label, day, onChange }: DayProps) {
  return (
    <Input
      type="date"
      aria-label={label}
      value={day ?? ""}
      onChange={({ target }) => {
        if (target.value !== "") onChange((name) => ({ [name]: target.value }));
      }}
      className="h-8! w-36!"
    />
  );
}

/** Without an agent a version says nothing. */
function withGraph(filter: RunFilter, graph: string | undefined): RunFilter {
  const rest = { ...filter };
  delete rest.graph;
  delete rest.version;
  return graph === undefined ? rest : { ...rest, graph };
}

function withVersion(filter: RunFilter, version: number): RunFilter {
  const rest = { ...filter };
  delete rest.version;
  return Number.isInteger(version) && version > 0 ? { ...rest, version } : rest;
}

function shownOf<Value extends string>(
  chosen: readonly Value[],
  nameOf: (one: Value) => string,
  any: string,
  several: typeof words.statuses | typeof words.kinds,
): string {
  const [only] = chosen;
  if (only === undefined) return any;
  return chosen.length === 1 ? nameOf(only) : fill(several, { count: chosen.length });
}

function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
