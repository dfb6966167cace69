import clsx from "clsx";
import { CircleAlert } from "lucide-react";
import { STEPS, type Step, stepsWithErrors } from "@/features/publishing/lib/steps";
import { publishing } from "@/text/en/publishing";

const words = publishing.steps;

interface StepListProps {
  step: Step;
  errors: Record<string, string>;
  onChange: (step: Step) => void;
}

export function StepList({ step, errors, onChange }: StepListProps) {
  const wrong = stepsWithErrors(errors);
  return (
    <nav aria-label={words.label}>
      <ol className="flex gap-1 overflow-x-auto lg:flex-col">
        {STEPS.map((one, place) => (
          <li key={one} className="shrink-0">
            <button
              type="button"
              aria-current={one === step ? "step" : undefined}
              onClick={() => onChange(one)}
              className={clsx(
                "flex h-9 w-full items-center gap-2.5 rounded-md px-2 text-left text-sm font-medium",
                one === step
                  ? "bg-accent-soft text-accent-text"
                  : "text-muted hover:bg-subtle hover:text-text",
              )}
            >
              <span
                aria-hidden
                className={clsx(
                  "flex size-5 items-center justify-center rounded-full text-xs tabular-nums",
                  one === step ? "bg-accent text-white" : "bg-subtle",
                )}
              >
                {place + 1}
              </span>
              {/* Four names are wider than a phone. */}
              <span className={clsx(one !== step && "max-sm:sr-only")}>{words[one]}</span>
              {wrong.has(one) && <CircleAlert aria-hidden className="size-4 text-danger-text" />}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
