import clsx from "clsx";
import { LoaderCircle } from "lucide-react";
import { ui } from "@/text/en/ui";

export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={clsx("size-4 animate-spin", className)} />;
}

/** Fills its place while something loads that has no shape yet. */
export function Loading() {
  return (
    <div role="status" className="flex min-h-40 flex-1 items-center justify-center text-faint">
      <Spinner className="size-5" />
      <span className="sr-only">{ui.loading}</span>
    </div>
  );
}

/** A grey place of what is to come. Give it a size. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={clsx("animate-pulse rounded-md bg-subtle", className)} />;
}
