import { useEffect, useEffectEvent, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useNavigate } from "react-router";
import { CONTENT } from "@/app/handle";
import { type Box, placeOf, type Step, TOURS } from "@/features/welcome/lib/steps";
import { endTour, stepTour, useTour } from "@/features/welcome/store/tour";
import { welcome } from "@/text/en/welcome";
import { fill } from "@/text/fill";
import { Button } from "@/ui/Button";

const words = welcome.tour;
const CARD = { width: 320, height: 190 };
const LOOK_MS = 150;

/** A look around on the real pages: a card beside what it is about. The pages stay usable. */
export function Tour() {
  const place = useTour();
  if (place === null) return null;
  const steps = TOURS[place.tour];
  const step = steps[place.step];
  return step === undefined ? null : (
    <Shown key={step.name} step={step} place={place.step} count={steps.length} />
  );
}

function Shown({ step, place, count }: { step: Step; place: number; count: number }) {
  const navigate = useNavigate();
  const box = useBoxOf(step.targets);
  const main = useRef<HTMLButtonElement>(null);
  const arrive = useEffectEvent(() => {
    if (step.path !== undefined) void navigate(step.path);
  });
  useEffect(() => {
    arrive();
    main.current?.focus();
    // A page that is new takes the focus to itself, once it has loaded.
    const giveBack = (event: FocusEvent) => {
      if (event.target instanceof HTMLElement && event.target.id === CONTENT) main.current?.focus();
    };
    document.addEventListener("focusin", giveBack);
    return () => document.removeEventListener("focusin", giveBack);
  }, []);
  const isLast = place === count - 1;
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    // A dialog or menu that is open is meant first.
    const isModal = document.querySelector("[role=dialog],[role=alertdialog],[role=menu]") !== null;
    if (event.key === "Escape" && !isModal) endTour();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
  const { title, text } = words.steps[step.name];
  const position =
    box === null
      ? { right: 12, bottom: 12 }
      : placeOf(box, CARD, { width: window.innerWidth, height: window.innerHeight });
  return createPortal(
    <>
      {box !== null && (
        <div
          aria-hidden
          className="pointer-events-none fixed z-40 rounded-lg outline-3 outline-offset-2 outline-accent"
          style={box}
        />
      )}
      <section
        aria-label={words.label}
        className="fixed z-50 flex max-w-[calc(100vw-1.5rem)] flex-col rounded-xl border border-line bg-raised p-4 shadow-float"
        style={{ width: CARD.width, ...position }}
      >
        <div aria-live="polite">
          <p className="text-xs text-faint">{fill(words.step, { number: place + 1, count })}</p>
          <h2 className="mt-0.5 font-semibold">{title}</h2>
          <p className="mt-1 text-sm text-muted">{text}</p>
        </div>
        <div className="mt-4 flex items-center gap-2">
          {!isLast && (
            <Button kind="ghost" size="small" onClick={endTour}>
              {words.skip}
            </Button>
          )}
          <span className="flex-1" />
          {place > 0 && (
            <Button size="small" onClick={() => stepTour(-1)}>
              {words.back}
            </Button>
          )}
          <Button ref={main} size="small" kind="primary" onClick={() => stepTour(1)}>
            {isLast ? words.done : words.next}
          </Button>
        </div>
      </section>
    </>,
    document.body,
  );
}

/** Where the target is now; null while it is not on the screen, as the navigation on a phone. */
function useBoxOf(targets: readonly string[]): Box | null {
  const [box, setBox] = useState<Box | null>(null);
  useEffect(() => {
    const look = () => {
      const target = targets.map((one) => document.querySelector(one)).find((one) => one !== null);
      const found = target?.getBoundingClientRect();
      const next = found === undefined || found.width === 0 ? null : boxOf(found);
      setBox((now) => (JSON.stringify(now) === JSON.stringify(next) ? now : next));
    };
    const timer = setInterval(look, LOOK_MS); // pages load, scroll and change their size
    return () => clearInterval(timer);
  }, [targets]);
  return box;
}

function boxOf({ left, top, width, height }: DOMRect): Box {
  return { left, top, width, height };
}
