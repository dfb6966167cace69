import clsx from "clsx";
import { AlertDialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { ui } from "@/text/en/ui";
import { buttonClass } from "@/ui/Button";
import { OVERLAY } from "@/ui/Dialog";

interface Question {
  title: string;
  text: string;
  /** What the button says: the deed, not "OK". */
  action: string;
  isDanger?: boolean;
  /** Below the text: what one should know before. */
  more?: ReactNode;
}

interface Asked extends Question {
  answer: (isYes: boolean) => void;
}

const store = createStore<{ asked: Asked | null }>(() => ({ asked: null }));

/** Ask before something that cannot be taken back: `if (await confirm({…})) …`. */
export function confirm(question: Question): Promise<boolean> {
  store.getState().asked?.answer(false);
  return new Promise((answer) => store.setState({ asked: { ...question, answer } }));
}

function settle(isYes: boolean): void {
  store.getState().asked?.answer(isYes);
  store.setState({ asked: null });
}

/** Once in the app: where the questions of `confirm` show. */
export function ConfirmHost() {
  const asked = useStore(store, (state) => state.asked);
  if (asked === null) return null;
  return (
    <Radix.Root open onOpenChange={(next) => !next && settle(false)}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          className={clsx(
            "fixed top-1/2 left-1/2 z-50 w-[calc(100vw-2rem)] max-w-md -translate-1/2",
            "rounded-xl border border-line bg-raised p-5 shadow-float outline-none",
          )}
        >
          <Radix.Title className="text-lg font-semibold">{asked.title}</Radix.Title>
          <Radix.Description className="mt-2 text-sm text-muted">{asked.text}</Radix.Description>
          {asked.more}
          <div className="mt-5 flex justify-end gap-2">
            <Radix.Cancel className={buttonClass()}>{ui.cancel}</Radix.Cancel>
            <Radix.Action
              className={buttonClass({ kind: asked.isDanger === true ? "danger" : "primary" })}
              onClick={() => settle(true)}
            >
              {asked.action}
            </Radix.Action>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
