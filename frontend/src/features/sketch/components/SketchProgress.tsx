import { Link } from "react-router";
import { stopDrawing, useSketch } from "@/features/sketch/store/sketch";
import { sketch } from "@/text/en/sketch";
import { fill } from "@/text/fill";
import { Button, buttonClass } from "@/ui/Button";
import { Notice } from "@/ui/Page";
import { Spinner } from "@/ui/Spinner";

const INTEGRATIONS = "/integrations";

/** What goes on while a model draws, or why it did not. */
export function SketchProgress({ onLeave }: { onLeave?: () => void }) {
  const progress = useSketch((state) => state.progress);
  const error = useSketch((state) => state.error);
  return (
    <>
      <div role="status" className="empty:hidden">
        {progress !== null && (
          <div className="flex items-center gap-2.5 rounded-lg bg-accent-soft px-3 py-2 text-sm text-accent-text">
            <Spinner className="shrink-0" />
            <span className="min-w-0 flex-1">
              {sketch.stages[progress.stage]}
              {progress.attempt > 1 && ` (${fill(sketch.attempt, { attempt: progress.attempt })})`}
            </span>
            <Button size="small" onClick={stopDrawing}>
              {sketch.cancel}
            </Button>
          </div>
        )}
      </div>
      {error !== null && (
        <Notice tone="danger">
          <p className="font-medium text-danger-text">{sketch.failed}</p>
          <p className="mt-0.5 break-words">{error.message}</p>
          {error.code === "no_model_account" && (
            <Link
              to={INTEGRATIONS}
              className={`${buttonClass({ size: "small" })} mt-2`}
              {...(onLeave && { onClick: onLeave })}
            >
              {sketch.connect}
            </Link>
          )}
        </Notice>
      )}
    </>
  );
}
