import { useQuery } from "@tanstack/react-query";
import { Sparkles } from "lucide-react";
import type { ExampleRead } from "@/api/schema";
import { fromApi } from "@/features/builder/lib/fromApi";
import { apply } from "@/features/builder/store/document";
import { openSketch } from "@/features/sketch/store/sketch";
import { examplesQuery } from "@/features/welcome/api";
import { sketch } from "@/text/en/sketch";
import { Button } from "@/ui/Button";

const words = sketch.empty;

/** Ways to begin, while nothing is on the canvas. Blocks may be dropped through it. */
export function EmptyCanvas() {
  const { data: examples } = useQuery(examplesQuery);
  return (
    <div className="pointer-events-none absolute inset-0 flex items-center justify-center p-4">
      <div className="flex max-w-md flex-col items-center text-center">
        <h2 className="font-semibold">{words.title}</h2>
        <p className="mt-1 text-sm text-muted">{words.text}</p>
        <Button
          kind="primary"
          className="pointer-events-auto mt-4"
          icon={<Sparkles aria-hidden className="size-4" />}
          onClick={() => openSketch()}
        >
          {sketch.action}
        </Button>
        {examples !== undefined && examples.length > 0 && (
          <>
            <p className="mt-5 text-xs text-faint">{words.examples}</p>
            <ul className="mt-2 flex flex-wrap justify-center gap-2">
              {examples.map((example) => (
                <li key={example.slug} className="pointer-events-auto">
                  <Button size="small" title={example.description} onClick={() => begin(example)}>
                    {example.title}
                  </Button>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}

/** The example becomes what is on the canvas: one undo takes it away. */
function begin({ graph }: ExampleRead): void {
  apply((now) => ({ ...fromApi(graph), name: now.name || graph.name }));
}
