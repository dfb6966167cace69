import { KeyRound } from "lucide-react";
import { Link } from "react-router";
import type { GraphRead } from "@/api/schema";
import { askCommand, startCommand } from "@/features/agents/lib/curl";
import { inputsOf, sampleOf } from "@/features/agents/lib/runForm";
import { agent } from "@/text/en/agent";
import { buttonClass } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { CopyButton } from "@/ui/CopyButton";
import { Value } from "@/values/Value";

const words = agent.api;

/** How a program starts the agent. */
export function ApiTab({ graph }: { graph: GraphRead }) {
  const site = window.location.origin;
  const inputs = Object.fromEntries(
    inputsOf(graph.input_schema).map((input) => [input.name, sampleOf(input)]),
  );
  const start = startCommand(site, graph.id, words.keyPlaceholder, inputs);
  const ask = askCommand(site, words.keyPlaceholder);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm text-muted">{words.intro}</p>
        <span className="flex gap-2">
          <a href="/api/docs" className={buttonClass({ kind: "ghost" })}>
            {words.docs}
          </a>
          <Link to="/settings/api-keys" className={buttonClass()}>
            <KeyRound aria-hidden className="size-4" />
            {words.makeKey}
          </Link>
        </span>
      </div>
      <Command title={words.start} text={start} copyLabel={words.copyStart} />
      <Command title={words.wait} hint={words.waitHint} text={ask} copyLabel={words.copyWait} />
      <Card className="grid gap-4 p-4 sm:grid-cols-2 sm:p-5">
        <section className="min-w-0">
          <h2 className="mb-2 font-semibold">{words.input}</h2>
          <Value value={graph.input_schema} name={words.input} />
        </section>
        <section className="min-w-0">
          <h2 className="mb-2 font-semibold">{words.output}</h2>
          <Value value={graph.output_schema} name={words.output} />
        </section>
      </Card>
    </div>
  );
}

function Command(props: { title: string; hint?: string; text: string; copyLabel: string }) {
  const { title, hint, text, copyLabel } = props;
  return (
    <Card className="p-4 sm:p-5">
      <div className="flex items-center justify-between">
        <h2 className="font-semibold">{title}</h2>
        <CopyButton text={text} label={copyLabel} />
      </div>
      {hint !== undefined && <p className="text-sm text-muted">{hint}</p>}
      <pre
        // Long lines are scrolled by keyboard too.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="mt-2 overflow-x-auto rounded-lg bg-subtle p-3 font-mono text-xs leading-5"
      >
        {text}
      </pre>
    </Card>
  );
}
