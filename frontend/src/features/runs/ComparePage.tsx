import { useQueries } from "@tanstack/react-query";
import { ArrowLeftRight, GitCompareArrows } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { ExecutionRead, NodeExecutionRead } from "@/api/schema";
import { Cost, Took } from "@/features/runs/components/RunFacts";
import { type NodeNames, useNodeNames } from "@/features/runs/hooks/useNodeNames";
import { type Compared, comparedSteps, comparedValues } from "@/features/runs/lib/compare";
import { MOST_COMPARED, runQuery, stepsQuery } from "@/features/runs/queries";
import { runs } from "@/text/en/runs";
import { fill } from "@/text/fill";
import { Badge, StatusBadge } from "@/ui/Badge";
import { Button, buttonClass } from "@/ui/Button";
import { Card, EmptyState } from "@/ui/Card";
import { Switch } from "@/ui/Checkbox";
import { amount, fullTime } from "@/ui/lib/format";
import { LoadFailed, Page } from "@/ui/Page";
import { Loading } from "@/ui/Spinner";
import { Differences } from "@/values/Differences";

const words = runs.compare;
const HEADERS = [words.a, words.b] as const;

/** Two runs side by side: `?a=…&b=…`. */
export function ComparePage() {
  const [query, setQuery] = useSearchParams();
  const ids = [query.get("a") ?? "", query.get("b") ?? ""] as const;
  const [a, b] = useQueries({ queries: ids.map((id) => ({ ...runQuery(id), enabled: id !== "" })) });
  const swap = () => setQuery({ a: ids[1], b: ids[0] }, { replace: true });
  const swapButton = (
    <Button icon={<ArrowLeftRight aria-hidden className="size-4" />} onClick={swap}>
      {words.swap}
    </Button>
  );
  const failed = [a, b].find((one) => one?.isError === true);
  return (
    <Page title={words.title} actions={ids.includes("") ? null : swapButton}>
      {ids.includes("") && (
        <EmptyState
          icon={<GitCompareArrows className="size-6" />}
          title={words.noneTitle}
          text={words.choose}
          action={
            <Link to="/runs" className={buttonClass()}>
              {runs.one.back}
            </Link>
          }
        />
      )}
      {failed?.error && <LoadFailed error={failed.error} onRetry={() => void failed.refetch()} />}
      {a?.data && b?.data ? (
        <Comparison a={a.data} b={b.data} />
      ) : (
        !failed && !ids.includes("") && <Loading />
      )}
    </Page>
  );
}

function Comparison({ a, b }: { a: ExecutionRead; b: ExecutionRead }) {
  return (
    <>
      <Summary a={a} b={b} />
      <Part title={words.outputs} pairs={comparedValues(a.outputs, b.outputs)} />
      <Part title={words.inputs} pairs={comparedValues(a.inputs, b.inputs)} />
      <Steps a={a} b={b} />
    </>
  );
}

function Summary({ a, b }: { a: ExecutionRead; b: ExecutionRead }) {
  const lines: [string, (run: ExecutionRead) => ReactNode][] = [
    [runs.columns.agent, (run) => <RunLink run={run} />],
    [runs.columns.status, (run) => <StatusBadge status={run.status} />],
    [runs.columns.started, (run) => fullTime(new Date(run.created_at))],
    [runs.columns.duration, (run) => <Took run={run} />],
    [runs.columns.steps, (run) => amount(run.node_count)],
    [runs.columns.cost, (run) => <Cost amount={run.cost} />],
  ];
  return (
    <Card className="overflow-x-auto">
      <table aria-label={words.summary} className="w-full text-left text-sm">
        <thead>
          <tr className="border-b border-line text-xs text-faint">
            <td className="px-4 py-2" />
            {HEADERS.map((name) => (
              <th key={name} scope="col" className="px-4 py-2 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(([name, show]) => (
            <tr key={name} className="border-b border-line last:border-0">
              <th scope="row" className="px-4 py-2 text-xs font-medium text-faint">
                {name}
              </th>
              <td className="px-4 py-2 tabular-nums">{show(a)}</td>
              <td className="px-4 py-2 tabular-nums">{show(b)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function RunLink({ run }: { run: ExecutionRead }) {
  return (
    <Link to={`/runs/${run.id}`} className="font-medium hover:underline">
      {run.graph_name} {fill(runs.version, { number: run.graph_version })}
    </Link>
  );
}

function Part({ title, pairs }: { title: string; pairs: readonly Compared<unknown>[] }) {
  const different = pairs.filter((pair) => !pair.isSame);
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <h2 className="font-semibold">{title}</h2>
      {different.length === 0 && <p className="text-sm text-faint">{words.equal}</p>}
      {different.map(({ key, a, b }) => (
        <div key={key} className="flex min-w-0 flex-col gap-1.5">
          <h3 className="text-sm font-medium">{key}</h3>
          <Differences before={single(a)} after={single(b)} headers={HEADERS} />
        </div>
      ))}
    </section>
  );
}

/** An output that was given once is its value: a list of one would only be in the way. */
function single(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value;
}

function Steps({ a, b }: { a: ExecutionRead; b: ExecutionRead }) {
  const [isDifferentOnly, setIsDifferentOnly] = useState(true);
  const [first, second] = useQueries({ queries: [stepsQuery(a.id), stepsQuery(b.id)] });
  const names = useNodeNames(b.graph_id, b.graph_version);
  const failed = [first, second].find((one) => one.isError);
  if (failed?.error) return <LoadFailed error={failed.error} onRetry={() => void failed.refetch()} />;
  if (first.data === undefined || second.data === undefined) return <Loading />;
  const pairs = comparedSteps(first.data, second.data);
  const shown = isDifferentOnly ? pairs.filter((pair) => !pair.isSame) : pairs;
  return (
    <section aria-label={words.steps} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-semibold">{words.steps}</h2>
        <Switch label={words.onlyDifferent} isChecked={isDifferentOnly} onChange={setIsDifferentOnly} />
      </div>
      {Math.max(a.node_count, b.node_count) > MOST_COMPARED && (
        <p className="text-xs text-faint">{fill(words.cut, { count: MOST_COMPARED })}</p>
      )}
      {shown.length === 0 ? (
        <p className="text-sm text-faint">{words.equalSteps}</p>
      ) : (
        <Card>
          {shown.map((pair) => (
            <StepPair key={pair.key} pair={pair} names={names} />
          ))}
        </Card>
      )}
    </section>
  );
}

function StepPair({ pair, names }: { pair: Compared<NodeExecutionRead>; names: NodeNames }) {
  const { a, b } = pair;
  const either = a ?? b;
  if (either === undefined) return null;
  const verdict = pair.isSame
    ? words.same
    : a === undefined
      ? words.onlyB
      : b === undefined
        ? words.onlyA
        : words.differs;
  return (
    <details className="border-b border-line px-4 py-2.5 last:border-0">
      <summary className="text-sm">
        <span className="font-medium">{names.of(either)}</span>
        {either.index > 0 && (
          <span className="ml-2 text-xs text-faint">
            {fill(runs.steps.firing, { number: either.index + 1 })}
          </span>
        )}
        <Badge tone={pair.isSame ? "neutral" : "warning"} className="ml-2">
          {verdict}
        </Badge>
      </summary>
      <div className="flex flex-col gap-3 pt-3">
        <Differences before={shownOf(a)} after={shownOf(b)} headers={HEADERS} />
      </div>
    </details>
  );
}

function shownOf(firing: NodeExecutionRead | undefined): unknown {
  if (firing === undefined) return undefined;
  const { status, error, input, outputs } = firing;
  return {
    [runs.columns.status]: status,
    [runs.step.error]: error,
    [words.took]: input,
    [words.gave]: outputs,
  };
}
