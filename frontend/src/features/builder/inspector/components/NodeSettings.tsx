import type { NodeSettingsJson, RetryJson } from "@/api/schema";
import { NumberSetting } from "@/features/builder/inspector/components/NumberSetting";
import { setNodeSettings } from "@/features/builder/inspector/lib/changes";
import type { FormPin } from "@/features/builder/inspector/lib/form";
import { apply } from "@/features/builder/store/document";
import type { BuilderNode } from "@/features/builder/types";
import { inspector } from "@/text/en/inspector";
import { Checkbox, Switch } from "@/ui/Checkbox";

// As agents/engine/settings.py bounds them.
const MOST_ATTEMPTS = 10;
const HOUR = 3600;
const YEAR = 365 * 24 * HOUR;
const RETRY: RetryJson = { max_attempts: 3, wait_seconds: 1, max_wait_seconds: 300 };

const words = inspector.settings;

interface NodeSettingsProps {
  node: BuilderNode;
  pins: readonly FormPin[];
  isReadOnly: boolean;
}

/** What may be settled for a step beside its parameters. */
export function NodeSettings({ node, pins, isReadOnly }: NodeSettingsProps) {
  const { settings } = node;
  const set = (change: { [Name in keyof NodeSettingsJson]?: NodeSettingsJson[Name] | undefined }) =>
    apply(setNodeSettings(node.id, change), `settings:${node.id}:${Object.keys(change).join()}`);
  const asked = settings.human_input ?? [];
  const toggle = (pin: string, isAsked: boolean) => {
    const next = isAsked ? [...asked, pin] : asked.filter((one) => one !== pin);
    set({ human_input: next.length === 0 ? undefined : next });
  };
  return (
    <div className="flex flex-col gap-5">
      <Switch
        label={words.disabled}
        hint={words.disabledHint}
        isChecked={settings.is_disabled === true}
        isDisabled={isReadOnly}
        onChange={(isOff) => set({ is_disabled: isOff ? true : undefined })}
      />
      <section className="flex flex-col gap-3">
        <Switch
          label={words.retry}
          hint={words.retryHint}
          isChecked={settings.retry !== undefined}
          isDisabled={isReadOnly}
          onChange={(isOn) => set({ retry: isOn ? RETRY : undefined })}
        />
        {settings.retry !== undefined && (
          <RetryFields retry={settings.retry} isReadOnly={isReadOnly} onChange={(retry) => set({ retry })} />
        )}
      </section>
      <NumberSetting
        label={words.timeout}
        hint={words.timeoutHint}
        value={settings.timeout_seconds}
        least={0.1}
        most={HOUR}
        isDisabled={isReadOnly}
        onChange={(timeout_seconds) => set({ timeout_seconds })}
      />
      {pins.length > 0 && (
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 text-sm font-medium">{words.human}</legend>
          <p className="-mt-1 text-xs text-faint">{words.humanHint}</p>
          {pins.map((pin) => (
            <Checkbox
              key={pin.name}
              label={pin.label}
              isChecked={asked.includes(pin.name)}
              isDisabled={isReadOnly}
              onChange={(isAsked) => toggle(pin.name, isAsked)}
            />
          ))}
        </fieldset>
      )}
      <NumberSetting
        label={words.reviewTimeout}
        hint={words.reviewTimeoutHint}
        value={settings.review_timeout_seconds}
        least={1}
        most={YEAR}
        isDisabled={isReadOnly}
        onChange={(review_timeout_seconds) => set({ review_timeout_seconds })}
      />
    </div>
  );
}

interface RetryFieldsProps {
  retry: RetryJson;
  isReadOnly: boolean;
  onChange: (retry: RetryJson) => void;
}

function RetryFields({ retry, isReadOnly, onChange }: RetryFieldsProps) {
  return (
    <div className="flex flex-col gap-3 border-l-2 border-line pl-3">
      <NumberSetting
        label={words.attempts}
        value={retry.max_attempts}
        least={1}
        most={MOST_ATTEMPTS}
        isWhole
        isDisabled={isReadOnly}
        onChange={(value) => value !== undefined && onChange({ ...retry, max_attempts: value })}
      />
      <NumberSetting
        label={words.wait}
        hint={words.waitHint}
        value={retry.wait_seconds}
        least={0}
        most={HOUR}
        isDisabled={isReadOnly}
        onChange={(value) => value !== undefined && onChange({ ...retry, wait_seconds: value })}
      />
      <NumberSetting
        label={words.maxWait}
        value={retry.max_wait_seconds}
        least={0}
        most={HOUR}
        isDisabled={isReadOnly}
        onChange={(value) => value !== undefined && onChange({ ...retry, max_wait_seconds: value })}
      />
    </div>
  );
}
