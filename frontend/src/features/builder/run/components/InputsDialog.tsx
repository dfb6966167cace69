import { type SubmitEvent, useId, useState } from "react";
import { RunExtrasFields } from "@/features/agents/components/RunExtrasFields";
import { NO_EXTRAS } from "@/features/agents/lib/runExtras";
import { useNeededAccounts } from "@/features/builder/hooks/useNeededAccounts";
import { closeDialog } from "@/features/builder/run/dialogs";
import { writeOf } from "@/features/builder/lib/toApi";
import { type AgentPin, inputsFor } from "@/features/builder/run/lib/inputs";
import { recall } from "@/features/builder/run/memory";
import { startRun, type StartOptions } from "@/features/builder/run/start";
import { documentStore, useBuilder, useDocument } from "@/features/builder/store/document";
import { runStore } from "@/features/builder/store/run";
import type { Blocks } from "@/features/builder/types";
import { RunCost } from "@/features/credits/components/RunCost";
import { isNoLimit, limitOf } from "@/features/credits/lib/limit";
import { problemOf } from "@/fields/lib/problem";
import { labelOf } from "@/fields/lib/schema";
import { sentence } from "@/fields/lib/sentence";
import { ValueField } from "@/fields/ValueField";
import { agent } from "@/text/en/agent";
import { run } from "@/text/en/run";
import { ui } from "@/text/en/ui";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

type Values = Record<string, unknown>;

/** Asks for the agent's inputs, beginning with those of the last run. */
export function InputsDialog({ options, blocks }: { options: StartOptions; blocks: Blocks }) {
  const formId = useId();
  const document = useDocument((one) => one);
  const graphId = useBuilder((state) => state.graphId);
  const pins = inputsFor(document, blocks, runStore.getState(), options.upTo);
  const [values, setValues] = useState<Values>(() => lastInputs(pins));
  const [extras, setExtras] = useState(NO_EXTRAS);
  const [limit, setLimit] = useState("");
  const accounts = useNeededAccounts(document, blocks);
  const [isChecked, setIsChecked] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const problems = new Map(pins.map((pin) => [pin.name, problemIn(pin, values[pin.name])]));
  const advanced = pins.filter((pin) => pin.schema.advanced === true && !pin.isRequired);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if ([...problems.values()].some((problem) => problem !== undefined) || isNoLimit(limit)) return;
    setIsBusy(true);
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    const hasStarted = await startRun(Object.fromEntries(given), {
      ...options,
      extras,
      maxCredits: limitOf(limit),
    });
    setIsBusy(false);
    if (hasStarted) closeDialog();
  };
  const field = (pin: AgentPin) => (
    <ValueField
      key={pin.name}
      label={labelOf(pin.name, pin.schema)}
      hint={pin.schema.description ?? ""}
      schema={pin.schema}
      value={values[pin.name]}
      columns={pin.columns}
      isRequired={pin.isRequired}
      aside={pin.isRequired ? ui.required : undefined}
      problem={isChecked ? problems.get(pin.name) : undefined}
      onChange={(value) => setValues({ ...values, [pin.name]: value })}
    />
  );
  return (
    <Dialog
      isOpen
      onClose={closeDialog}
      title={fill(run.inputs.title, { name: document.name })}
      description={run.inputs.intro}
      actions={
        <>
          <Button kind="ghost" onClick={() => setValues({})}>
            {run.inputs.reset}
          </Button>
          <Button type="submit" form={formId} kind="primary" isBusy={isBusy}>
            {options.isDryRun === true ? run.dryRun : options.upTo ? run.node.runUpTo : run.inputs.start}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        noValidate
        onSubmit={(event) => void submit(event)}
        className="flex flex-col gap-4 pb-2"
      >
        {pins.filter((pin) => !advanced.includes(pin)).map(field)}
        {advanced.length > 0 && !isOpen && (
          <Button kind="ghost" size="small" className="self-start" onClick={() => setIsOpen(true)}>
            {fill(run.inputs.advanced, { count: advanced.length })}
          </Button>
        )}
        {isOpen && advanced.map(field)}
        {pins.length === 0 && <p className="text-sm text-muted">{agent.run.noInputs}</p>}
        <RunExtrasFields extras={extras} accounts={accounts} onChange={setExtras} />
        {options.isDryRun !== true && (
          <RunCost
            of={{ draft: { graph: writeOf(document), graph_id: graphId, credentials: extras.credentials } }}
            limit={limit}
            onLimit={setLimit}
            isChecked={isChecked}
          />
        )}
      </form>
    </Dialog>
  );
}

function lastInputs(pins: readonly AgentPin[]): Values {
  const { graphId } = documentStore.getState();
  const last = graphId === null ? {} : recall.inputs(graphId);
  const found = pins.filter((pin) => last[pin.name] !== undefined).map((pin) => [pin.name, last[pin.name]]);
  return Object.fromEntries(found) as Values;
}

function problemIn(pin: AgentPin, value: unknown): string | undefined {
  if (value === undefined || value === "") return pin.isRequired ? sentence({ code: "missing" }) : undefined;
  return sentence(problemOf(value, pin.schema, {}));
}
