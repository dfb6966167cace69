import type { TriggerWithSecret } from "@/api/schema";
import { automation } from "@/text/en/automation";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";

const words = automation.trigger;

/** The address of a trigger and its secret, which is shown this once. */
export function MadeDialog({ trigger, onClose }: { trigger: TriggerWithSecret; onClose: () => void }) {
  const done = (
    <Button kind="primary" onClick={onClose}>
      {words.done}
    </Button>
  );
  return (
    <Dialog isOpen onClose={onClose} title={words.madeTitle} description={words.made} actions={done}>
      <div className="flex flex-col gap-4">
        <Copied label={automation.triggers.url} text={trigger.url} copyLabel={automation.triggers.copyUrl} />
        {trigger.secret !== "" && (
          <Copied label={words.secretMade} text={trigger.secret} copyLabel={words.copySecret} />
        )}
        {trigger.health.next_step !== "" && <p className="text-sm text-muted">{trigger.health.next_step}</p>}
      </div>
    </Dialog>
  );
}

function Copied({ label, text, copyLabel }: { label: string; text: string; copyLabel: string }) {
  return (
    <Field label={label}>
      <div className="flex items-center gap-2">
        <Input
          readOnly
          value={text}
          className="font-mono text-xs!"
          onFocus={(event) => event.target.select()}
        />
        <CopyButton text={text} label={copyLabel} />
      </div>
    </Field>
  );
}
