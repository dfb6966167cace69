import { useRun } from "@/features/builder/store/run";
import { run } from "@/text/en/run";
import { Value } from "@/values/Value";

/** What the agent gave: the values of its output blocks. */
export function ResultTab() {
  const execution = useRun((state) => state.execution);
  const outputs = Object.entries(execution?.outputs ?? {});
  if (outputs.length === 0) return <p className="text-sm text-muted">{run.panel.noResult}</p>;
  return (
    <dl className="flex flex-col gap-3">
      {outputs.map(([name, values]) => (
        <div key={name}>
          <dt className="text-sm font-medium">{name}</dt>
          <dd className="mt-1 flex flex-col gap-2">
            {values.map((value, place) => (
              <Value key={place} value={value} name={name} />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
