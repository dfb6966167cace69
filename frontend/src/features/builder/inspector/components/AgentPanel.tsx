import { ArrowRight } from "lucide-react";
import type { GraphSettingsJson } from "@/api/schema";
import { NumberSetting } from "@/features/builder/inspector/components/NumberSetting";
import { setSettings, setText } from "@/features/builder/inspector/lib/changes";
import { type AgentPin, inputsOf, outputsOf } from "@/features/builder/run/lib/inputs";
import { apply, select, useDocument } from "@/features/builder/store/document";
import type { Blocks } from "@/features/builder/types";
import { labelOf } from "@/fields/lib/schema";
import { inspector } from "@/text/en/inspector";
import { Switch } from "@/ui/Checkbox";
import { Field } from "@/ui/Field";
import { Input, TextArea } from "@/ui/Input";
import { Select } from "@/ui/Select";

const MOST_FIRINGS = 10_000;
const MOST_SECONDS = 30 * 24 * 3600;
const words = inspector.agent;

/** The agent itself: what it is called, how it runs, what it asks for and gives. */
export function AgentPanel({ blocks, isReadOnly }: { blocks: Blocks; isReadOnly: boolean }) {
  const document = useDocument((one) => one);
  const { settings } = document;
  const set = (change: { [Name in keyof GraphSettingsJson]?: GraphSettingsJson[Name] | undefined }) =>
    apply(setSettings(change), `agent:${Object.keys(change).join()}`);
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4">
      <h2 className="text-lg font-semibold">{words.heading}</h2>
      <Field label={words.name} isRequired>
        <Input
          value={document.name}
          maxLength={200}
          readOnly={isReadOnly}
          onChange={(event) => apply(setText("name", event.target.value), "agent:name")}
        />
      </Field>
      <Field label={words.description} hint={words.descriptionHint}>
        <TextArea
          rows={2}
          value={document.description}
          readOnly={isReadOnly}
          onChange={(event) => apply(setText("description", event.target.value), "agent:description")}
        />
      </Field>
      <Field label={words.instructions} hint={words.instructionsHint}>
        <TextArea
          rows={3}
          value={document.instructions}
          readOnly={isReadOnly}
          onChange={(event) => apply(setText("instructions", event.target.value), "agent:instructions")}
        />
      </Field>
      <Pins title={words.inputs} none={words.noInputs} pins={inputsOf(document, blocks)} />
      <Pins title={words.outputs} none={words.noOutputs} pins={outputsOf(document, blocks)} />
      <h3 className="mt-2 text-sm font-semibold">{words.behaviour}</h3>
      <Field label={words.onError}>
        <Select
          value={settings.on_error ?? "continue"}
          choices={[
            { value: "continue", label: words.onErrorContinue },
            { value: "stop", label: words.onErrorStop },
          ]}
          isDisabled={isReadOnly}
          onChange={(on_error) => set({ on_error })}
        />
      </Field>
      <Switch
        label={words.safeMode}
        hint={words.safeModeHint}
        isChecked={settings.safe_mode === true}
        isDisabled={isReadOnly}
        onChange={(isOn) => set({ safe_mode: isOn || undefined })}
      />
      <Switch
        label={words.reviewSensitive}
        hint={words.reviewSensitiveHint}
        isChecked={settings.review_sensitive === true}
        isDisabled={isReadOnly}
        onChange={(isOn) => set({ review_sensitive: isOn || undefined })}
      />
      <NumberSetting
        label={words.maxFirings}
        hint={words.maxHint}
        value={settings.max_firings}
        least={1}
        most={MOST_FIRINGS}
        isWhole
        isDisabled={isReadOnly}
        onChange={(max_firings) => set({ max_firings })}
      />
      <NumberSetting
        label={words.maxSeconds}
        hint={words.maxHint}
        value={settings.max_seconds}
        least={1}
        most={MOST_SECONDS}
        isDisabled={isReadOnly}
        onChange={(max_seconds) => set({ max_seconds })}
      />
    </div>
  );
}

function Pins({ title, none, pins }: { title: string; none: string; pins: readonly AgentPin[] }) {
  return (
    <section>
      <h3 className="mb-1 text-sm font-semibold">{title}</h3>
      {pins.length === 0 && <p className="text-sm text-muted">{none}</p>}
      <ul className="flex flex-col">
        {pins.map((pin) => (
          <li key={pin.name}>
            <button
              type="button"
              onClick={() => select([pin.nodeId])}
              className="group -mx-2 flex w-[calc(100%+1rem)] items-center gap-2 rounded-md px-2 py-1 text-left text-sm hover:bg-subtle"
            >
              <span className="min-w-0 flex-1 truncate">{labelOf(pin.name, pin.schema)}</span>
              <span className="text-xs text-faint">{pin.isRequired ? inspector.required : ""}</span>
              <ArrowRight aria-hidden className="size-3.5 text-faint" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
