import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, data } from "@/api/client";
import { ApiError } from "@/api/error";
import { sampleValues } from "@/features/builder/inspector/lib/template";
import { textOf } from "@/features/builder/lib/json";
import { linkedValues } from "@/features/builder/run/lib/given";
import { useDocument } from "@/features/builder/store/document";
import { useRun } from "@/features/builder/store/run";
import type { BuilderNode } from "@/features/builder/types";
import { inspector } from "@/text/en/inspector";
import { fill } from "@/text/fill";

const FILL = "text.fill_template";
const PAUSE_MS = 400;
const MOST_ASKED = 200_000; // characters of what is sent
const MOST_SHOWN = 2_000;
const words = inspector.template;

interface TemplatePreviewProps {
  node: BuilderNode;
  text: string;
  valuesPin: string;
}

/** The text as the server fills it with what the steps before gave last. */
export function TemplatePreview({ node, text, valuesPin }: TemplatePreviewProps) {
  const document = useDocument((one) => one);
  const nodes = useRun((state) => state.nodes);
  const pinned = useRun((state) => state.pinned);
  const edited = useRun((state) => state.edited);
  const isTemplate = /\{[{%]/.test(text);
  const linked = isTemplate ? linkedValues(node, document, { nodes, pinned, edited }) : {};
  const { values, unknown } = sampleValues(node, document, linked, valuesPin);
  const escape_html = node.inputDefault.escape_html === true;
  const asked = useSettled(JSON.stringify({ format: text, values, escape_html }));
  const isKnown = isTemplate && Object.keys(values).length > 0 && asked.length < MOST_ASKED;
  const filled = useQuery({
    queryKey: ["template", asked],
    queryFn: () => filledBy(asked),
    enabled: isKnown,
    staleTime: Infinity,
    gcTime: 60_000,
    placeholderData: (before) => before,
  });
  if (!isTemplate) return null;
  return (
    <>
      {isKnown && filled.data != null && (
        <section aria-label={words.preview} className="rounded-md border border-line bg-subtle px-2.5 py-1.5">
          <p className="text-xs text-faint">{words.preview}</p>
          <p
            className={`max-h-40 overflow-y-auto text-sm break-words whitespace-pre-wrap ${filled.data.isGood ? "" : "text-danger-text"}`}
          >
            {filled.data.text.slice(0, MOST_SHOWN)}
          </p>
        </section>
      )}
      {unknown.length > 0 && (
        <p className="text-xs text-faint">{fill(words.unknown, { names: unknown.join(", ") })}</p>
      )}
    </>
  );
}

/** null: the server cannot be asked. */
async function filledBy(asked: string): Promise<{ text: string; isGood: boolean } | null> {
  const body = { input: JSON.parse(asked) as Record<string, unknown> };
  try {
    const params = { path: { ref: FILL } };
    const { outputs, error } = await data(api.POST("/api/v1/blocks/{ref}/execute", { params, body }));
    const given = (outputs as [string, unknown][]).find(([pin]) => pin === "output");
    return error == null ? { text: textOf(given?.[1]), isGood: true } : { text: error, isGood: false };
  } catch (failure) {
    if (failure instanceof ApiError) return null;
    throw failure;
  }
}

/** A value once it has not changed for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
