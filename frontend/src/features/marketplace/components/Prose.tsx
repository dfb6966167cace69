import { lazy, Suspense } from "react";
import { Loading } from "@/ui/Spinner";

const Markdown = lazy(async () => ({
  default: (await import("@/values/components/Markdown")).Markdown,
}));

/** Markdown of a creator, in full. */
export function Prose({ text }: { text: string }) {
  return (
    <Suspense fallback={<Loading />}>
      <Markdown text={text} isWhole />
    </Suspense>
  );
}
