import { Bookmark, FlaskConical, Play, RotateCcw } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { type ApiError, fieldErrors } from "@/api/error";
import type { GraphRead } from "@/api/schema";
import { useShortcut } from "@/app/store/shortcuts";
import { RunExtrasOf } from "@/features/agents/components/RunExtrasFields";
import { InputField } from "@/features/agents/components/InputField";
import { NO_EXTRAS, type RunExtras } from "@/features/agents/lib/runExtras";
import { filledIn, type Input, problemIn } from "@/features/agents/lib/runForm";
import { RunCost } from "@/features/credits/components/RunCost";
import { isNoLimit, limitOf } from "@/features/credits/lib/limit";
import { agent } from "@/text/en/agent";
import { automation } from "@/text/en/automation";
import { fill } from "@/text/fill";
import { Button, IconButton } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Notice } from "@/ui/Page";
import { Tooltip } from "@/ui/Tooltip";

const words = agent.run;

interface RunFormProps {
  graph: GraphRead;
  inputs: readonly Input[];
  begun: Record<string, unknown>;
  error: ApiError | null;
  isBusy: boolean;
  onStart: (
    inputs: Record<string, unknown>,
    isDryRun: boolean,
    extras: RunExtras,
    maxCredits: string | null,
  ) => void;
  /** Keep what is filled in under a name. */
  onSave: (inputs: Record<string, unknown>, extras: RunExtras) => void;
}

/** What the agent asks for, beginning with what it was given last. */
export function RunForm({ graph, inputs, begun, error, isBusy, onStart, onSave }: RunFormProps) {
  const [values, setValues] = useState(begun);
  const [isChecked, setIsChecked] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const [extras, setExtras] = useState(NO_EXTRAS);
  const [limit, setLimit] = useState("");
  const refused = fieldErrors(error);
  const advanced = inputs.filter((one) => one.schema.advanced === true && !one.isRequired);
  const start = (isDryRun: boolean) => {
    setIsChecked(true);
    if (inputs.every((input) => problemIn(input, values[input.name]) === null) && !isNoLimit(limit))
      onStart(filledIn(values), isDryRun, extras, limitOf(limit));
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    start(false);
  };
  useShortcut("agent.run", () => start(false));
  const field = (input: Input) => (
    <InputField
      key={input.name}
      input={input}
      value={values[input.name]}
      isChecked={isChecked}
      refused={refused[input.name]}
      onChange={(value) => setValues({ ...values, [input.name]: value })}
    />
  );
  const hasChanged = Object.keys(filledIn(values)).length > 0;
  return (
    <Card className="p-4 sm:p-5">
      <form noValidate aria-label={words.inputs} onSubmit={submit} className="flex flex-col gap-4">
        <div className="flex h-7 items-center justify-between">
          <h2 className="font-semibold">{words.inputs}</h2>
          {hasChanged && (
            <IconButton
              size="small"
              label={words.reset}
              icon={<RotateCcw aria-hidden className="size-4" />}
              onClick={() => setValues({})}
            />
          )}
        </div>
        {graph.instructions !== "" && (
          <p className="text-sm whitespace-pre-wrap text-muted">{graph.instructions}</p>
        )}
        {error !== null && <Notice tone="danger">{error.message}</Notice>}
        {inputs.length === 0 && <p className="text-sm text-muted">{words.noInputs}</p>}
        {inputs.filter((input) => !advanced.includes(input)).map(field)}
        {advanced.length > 0 && !isOpen && (
          <Button kind="ghost" size="small" className="self-start" onClick={() => setIsOpen(true)}>
            {fill(words.advanced, { count: advanced.length })}
          </Button>
        )}
        {isOpen && advanced.map(field)}
        <RunExtrasOf graphId={graph.id} extras={extras} refused={refused} onChange={setExtras} />
        {!graph.is_draft && (
          <RunCost
            of={{ graphId: graph.id }}
            limit={limit}
            onLimit={setLimit}
            isChecked={isChecked}
            refused={refused.max_credits}
          />
        )}
        <div className="flex flex-wrap items-center gap-2 pt-1">
          <Button
            type="submit"
            kind="primary"
            isBusy={isBusy}
            disabled={graph.is_draft}
            icon={<Play aria-hidden className="size-4" />}
          >
            {words.start}
          </Button>
          <Tooltip text={words.dryRunHint}>
            <Button
              icon={<FlaskConical aria-hidden className="size-4" />}
              disabled={graph.is_draft || isBusy}
              onClick={() => start(true)}
            >
              {words.dryRun}
            </Button>
          </Tooltip>
          {inputs.length > 0 && (
            <Button
              kind="ghost"
              icon={<Bookmark aria-hidden className="size-4" />}
              disabled={graph.is_draft}
              onClick={() => onSave(filledIn(values), extras)}
            >
              {automation.presets.saveAs}
            </Button>
          )}
        </div>
      </form>
    </Card>
  );
}
