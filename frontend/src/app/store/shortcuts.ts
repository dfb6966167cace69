// Every keyboard shortcut of what is on the screen. The last one registered wins, so a page may take one over.
import { useEffect, useEffectEvent } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { shell } from "@/text/en/shell";
import { matches } from "@/ui/lib/keys";

export interface Shortcut {
  keys: string;
  label: string;
  /** Heading in the sheet; left out: General. */
  group?: string;
}

interface Options {
  group?: string;
  isEnabled?: boolean;
  /** Also while somebody types; else only those with mod work there. */
  whileTyping?: boolean;
  /** Asked when the keys are pressed: false leaves them to others, such as where the focus is elsewhere. */
  when?: () => boolean;
}

interface Registered extends Required<Shortcut> {
  whileTyping: boolean;
  when: () => boolean;
  run: (event: KeyboardEvent) => void;
}

const store = createStore<{ registered: readonly Registered[] }>(() => ({ registered: [] }));

/** `useShortcut("mod+s", save, "Save")`. The browser's own meaning of the keys is taken away. */
export function useShortcut(
  keys: string,
  run: (event: KeyboardEvent) => void,
  label: string,
  options: Options = {},
): void {
  const { group = shell.shortcuts.general, isEnabled = true, whileTyping = keys.includes("mod") } = options;
  const runNow = useEffectEvent(run);
  const isMeant = useEffectEvent(options.when ?? always);
  useEffect(() => {
    if (!isEnabled) return undefined;
    const mine = {
      keys,
      label,
      group,
      whileTyping,
      when: () => isMeant(),
      run: (event: KeyboardEvent) => runNow(event),
    };
    store.setState(({ registered }) => ({ registered: [...registered, mine] }));
    return () =>
      store.setState(({ registered }) => ({ registered: registered.filter((one) => one !== mine) }));
  }, [keys, label, group, isEnabled, whileTyping]);
}

/** Keys that the browser or a part of the page sees to: listed, and left alone. */
export function useListedShortcut(keys: string, label: string, group?: string): void {
  useShortcut(keys, nothing, label, { ...(group !== undefined && { group }), when: never });
}

export function useRegisteredShortcuts(): readonly Shortcut[] {
  return useStore(store, (state) => state.registered);
}

const always = () => true;
const never = () => false;
const nothing = () => undefined;

/** Once, at the start. */
export function listenForShortcuts(): void {
  window.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const isTyping = isTextField(event.target);
    // In a dialog or menu the page behind has no say.
    const isModal = document.querySelector("[role=dialog],[role=alertdialog],[role=menu]") !== null;
    const found = store
      .getState()
      .registered.findLast((one) => (!isTyping || one.whileTyping) && matches(one.keys, event) && one.when());
    if (found === undefined || (isModal && !found.keys.includes("mod"))) return;
    event.preventDefault();
    found.run(event);
  });
}

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
