// What answers to which keys now. The last one registered wins, so a page may take one over.
import { useEffect, useEffectEvent } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { type Chosen, keysWith } from "@/app/lib/keyChoices";
import { type ShortcutId, SHORTCUTS } from "@/app/shortcuts";
import { matches } from "@/ui/lib/keys";

interface Options {
  isEnabled?: boolean;
  /** Also while somebody types; left out: if the keys have mod. */
  whileTyping?: boolean;
  /** Asked when the keys are pressed: false leaves them to others, such as where the focus is elsewhere. */
  when?: () => boolean;
}

interface Registered {
  id: ShortcutId;
  whileTyping: boolean | undefined;
  when: () => boolean;
  run: (event: KeyboardEvent) => void;
}

interface Shortcuts {
  registered: readonly Registered[];
  /** As the person who is signed in likes them. */
  chosen: Chosen;
}

const store = createStore<Shortcuts>(() => ({ registered: [], chosen: {} }));

/** `useShortcut("builder.save", save)`. The browser's own meaning of the keys is taken away. */
export function useShortcut(
  id: ShortcutId,
  run: (event: KeyboardEvent) => void,
  options: Options = {},
): void {
  const { isEnabled = true, whileTyping } = options;
  const runNow = useEffectEvent(run);
  const isMeant = useEffectEvent(options.when ?? always);
  useEffect(() => {
    if (!isEnabled) return undefined;
    const mine = { id, whileTyping, when: () => isMeant(), run: (event: KeyboardEvent) => runNow(event) };
    store.setState(({ registered }) => ({ registered: [...registered, mine] }));
    return () =>
      store.setState(({ registered }) => ({ registered: registered.filter((one) => one !== mine) }));
  }, [id, isEnabled, whileTyping]);
}

/** Keys that the browser or a part of the page sees to: listed, and left alone. */
export function useListedShortcut(id: ShortcutId): void {
  useShortcut(id, nothing, { when: never });
}

/** Those that work now. */
export function useRegisteredShortcuts(): ReadonlySet<ShortcutId> {
  const registered = useStore(store, (state) => state.registered);
  return new Set(registered.map(({ id }) => id));
}

/** The keys of a shortcut, as they are now; empty: none. */
export function useKeysOf(id: ShortcutId): readonly string[] {
  const chosen = useStore(store, (state) => state.chosen);
  return keysWith(id, SHORTCUTS[id], chosen);
}

/** `{ keys }` to show in a menu: the first ones, if there are any. */
export function shownKeys(id: ShortcutId): { keys?: string } {
  const [keys] = keysNow(id);
  return keys === undefined ? {} : { keys };
}

export function takeKeys(chosen: Chosen): void {
  store.setState({ chosen });
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
    for (const one of store.getState().registered.toReversed()) {
      const keys = keysNow(one.id).find((some) => matches(some, event));
      if (keys === undefined || (isTyping && !(one.whileTyping ?? hasMod(keys))) || !one.when()) continue;
      if (isModal && !hasMod(keys)) return;
      event.preventDefault();
      one.run(event);
      return;
    }
  });
}

function keysNow(id: ShortcutId): readonly string[] {
  return keysWith(id, SHORTCUTS[id], store.getState().chosen);
}

function hasMod(keys: string): boolean {
  return keys.startsWith("mod+");
}

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
