import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { TriangleAlert } from "lucide-react";
import { Link } from "react-router";
import { misfitsQuery } from "@/features/automation/api";
import { MisfitList } from "@/features/automation/components/Misfits";
import { useAfterFirstSight } from "@/features/builder/hooks/useAfterFirstSight";
import { publishState, type PublishState } from "@/features/builder/lib/publishState";
import { isUnsaved, useBuilder } from "@/features/builder/store/document";
import { useProblems } from "@/features/builder/store/problems";
import { builder } from "@/text/en/builder";
import { fill, plural } from "@/text/fill";
import { buttonClass } from "@/ui/Button";
import { Popover } from "@/ui/Popover";

const words = builder.publish;
const DOTS: Partial<Record<PublishState, string>> = {
  changed: "bg-warning-text",
  invalid: "bg-danger-text",
  failed: "bg-danger-text",
  published: "bg-success-text",
};

/** What became of the last try to save, and of which document it was. */
export interface Tried {
  isSaving: boolean;
  outcome: "saved" | "failed" | null;
  /** Why it was not saved. */
  reason: string | undefined;
}

/** Whether what is on the canvas runs, and what is in the way. */
export function PublishStatus({ tried }: { tried: Tried }) {
  const version = useBuilder((state) => state.version);
  const graphId = useBuilder((state) => state.graphId);
  const isDirty = useBuilder(isUnsaved);
  const isValid = useProblems((problems) => problems.isValid);
  const isSeen = useAfterFirstSight();
  const isAsked = graphId !== null && isSeen;
  const { data: misfits = [] } = useQuery({ ...misfitsQuery(graphId ?? ""), enabled: isAsked });
  const { isSaving, outcome, reason } = tried;
  const misfitCount = misfits.length;
  const state = publishState({ version, isUnsaved: isDirty, isValid, isSaving, outcome, misfitCount });
  if (state === "partial" && graphId !== null) {
    return (
      <Popover
        label={words.partialTitle}
        className="w-96 max-w-[90vw]"
        trigger={
          <button
            type="button"
            className="flex h-8 items-center gap-1.5 rounded-md px-2 text-xs whitespace-nowrap text-warning-text hover:bg-subtle"
          >
            <TriangleAlert aria-hidden className="size-4" />
            <span className="max-lg:sr-only">
              {plural(misfitCount, words.partial.one, words.partial.many)}
            </span>
          </button>
        }
      >
        <p className="mb-2 text-sm font-semibold">{words.partialTitle}</p>
        <MisfitList misfits={misfits} />
        <Link
          to={`/agents/${graphId}?tab=automation`}
          className={clsx(buttonClass({ size: "small" }), "mt-3")}
        >
          {words.mend}
        </Link>
      </Popover>
    );
  }
  return (
    <span
      role="status"
      title={state === "failed" ? reason : undefined}
      className="flex items-center gap-1.5 text-xs whitespace-nowrap text-faint max-lg:sr-only"
    >
      {DOTS[state] !== undefined && (
        <span aria-hidden className={clsx("size-1.5 rounded-full", DOTS[state])} />
      )}
      {state === "published" ? fill(words.published, { number: version ?? 1 }) : words.states[state]}
    </span>
  );
}
