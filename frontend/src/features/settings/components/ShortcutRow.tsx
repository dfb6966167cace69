import { RotateCcw } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { AllKeys } from "@/app/components/ShortcutKeys";
import { type Chosen, takenBy } from "@/app/lib/keyChoices";
import { type ShortcutId, SHORTCUTS } from "@/app/shortcuts";
import { settings } from "@/text/en/settings";
import { fill } from "@/text/fill";
import { Button, IconButton } from "@/ui/Button";
import { Keys } from "@/ui/Kbd";
import { typedKeys } from "@/ui/lib/keys";

const words = settings.shortcuts;

interface ShortcutRowProps {
  id: ShortcutId;
  chosen: Chosen;
  /** Another one that has the same keys. */
  clash: string | undefined;
  onChoose: (keys: string) => void;
  onReset: () => void;
}

export function ShortcutRow({ id, chosen, clash, onChoose, onReset }: ShortcutRowProps) {
  const { label, isFixed = false } = SHORTCUTS[id];
  const [wanted, setWanted] = useState<string | null>(null); // keys that another one has
  const other = wanted === null ? null : takenBy(id, wanted, SHORTCUTS, chosen);
  const typed = (keys: string) => {
    if (takenBy(id, keys, SHORTCUTS, chosen) !== null) setWanted(keys);
    else choose(keys);
  };
  const choose = (keys: string) => {
    setWanted(null);
    onChoose(keys);
  };
  return (
    <li className="py-2 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-24 flex-1">{label}</span>
        <AllKeys id={id} />
        {isFixed ? (
          <span className="ml-auto w-24 text-right text-xs text-faint">{words.fixed}</span>
        ) : (
          <span className="ml-auto flex w-24 items-center justify-end gap-1">
            {chosen[id] !== undefined && (
              <IconButton
                size="small"
                label={fill(words.reset, { name: label })}
                icon={<RotateCcw aria-hidden className="size-3.5" />}
                onClick={onReset}
              />
            )}
            <Recorder label={label} onTyped={typed} />
          </span>
        )}
      </div>
      {clash !== undefined && <p className="mt-1 text-xs text-warning-text">{said(words.clash, clash)}</p>}
      {wanted !== null && other !== null && (
        <div role="alert" className="mt-1 flex flex-wrap items-center gap-2 text-xs text-warning-text">
          <Keys keys={wanted} />
          {said(words.taken, other)}
          {SHORTCUTS[other as ShortcutId].isFixed !== true && (
            <Button size="small" onClick={() => choose(wanted)}>
              {words.takeOver}
            </Button>
          )}
          <Button size="small" kind="ghost" onClick={() => setWanted(null)}>
            {words.leave}
          </Button>
        </div>
      )}
    </li>
  );
}

/** Takes the next keys that are pressed. Escape, or going elsewhere, ends it; Backspace and the like are keys, too. */
function Recorder({ label, onTyped }: { label: string; onTyped: (keys: string) => void }) {
  const [isOn, setIsOn] = useState(false);
  const pressed = (event: KeyboardEvent) => {
    if (!isOn || event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    const keys = typedKeys(event);
    if (keys === null) return; // shift and the like, so far
    setIsOn(false);
    if (keys !== "escape") onTyped(keys);
  };
  return (
    <Button
      size="small"
      aria-label={fill(isOn ? words.pressFor : words.changeOf, { name: label })}
      aria-pressed={isOn}
      onClick={() => setIsOn(true)}
      onKeyDown={pressed}
      onBlur={() => setIsOn(false)}
    >
      {isOn ? words.press : words.change}
    </Button>
  );
}

function said(text: typeof words.clash | typeof words.taken, id: string): string {
  return fill(text, { name: SHORTCUTS[id as ShortcutId].label });
}
