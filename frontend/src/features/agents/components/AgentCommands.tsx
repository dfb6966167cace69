import { useQuery } from "@tanstack/react-query";
import { Bot, FileDown, Plus, Shapes, Sparkles } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { useNavigate } from "react-router";
import { type Command, useCommands, usePalette } from "@/app/store/commands";
import { graphNamesQuery } from "@/features/agents/api";
import { openImport, useImporting } from "@/features/agents/store/importing";
import { openSketch, useSketch } from "@/features/sketch/store/sketch";
import { startTour } from "@/features/welcome/store/tour";
import { agents } from "@/text/en/agents";
import { sketch } from "@/text/en/sketch";
import { welcome } from "@/text/en/welcome";

const ImportDialog = lazy(async () => {
  const { ImportDialog: Component } = await import("@/features/agents/components/ImportDialog");
  return { default: Component };
});

const SketchDialog = lazy(async () => {
  const { SketchDialog: Component } = await import("@/features/sketch/components/SketchDialog");
  return { default: Component };
});

/** What every page offers about agents: commands of the palette, the import, and drawing from words. */
export function AgentCommands() {
  const { isOpen } = useImporting();
  const isDescribing = useSketch((state) => state.isOpen);
  useGeneral();
  useAgentNames();
  return (
    <Suspense>
      {isOpen && <ImportDialog />}
      {isDescribing && <SketchDialog />}
    </Suspense>
  );
}

function useGeneral(): void {
  const navigate = useNavigate();
  const commands = useMemo(
    (): Command[] => [
      {
        id: "new agent",
        label: agents.new,
        group: agents.title,
        icon: <Plus aria-hidden className="size-4" />,
        run: () => void navigate("/agents/new"),
      },
      {
        id: "describe agent",
        label: sketch.action,
        group: agents.title,
        keywords: [sketch.title, sketch.actionChange],
        icon: <Sparkles aria-hidden className="size-4" />,
        run: () => openSketch(),
      },
      {
        id: "import agent",
        label: agents.importing.title,
        group: agents.title,
        icon: <FileDown aria-hidden className="size-4" />,
        run: () => openImport(),
      },
      {
        id: "examples",
        label: welcome.fromExample,
        group: agents.title,
        icon: <Shapes aria-hidden className="size-4" />,
        run: () => void navigate("/agents/examples"),
      },
      { id: "tour", label: welcome.tour.command, run: () => startTour("start") },
    ],
    [navigate],
  );
  useCommands(commands);
}

/** The agents that the palette's words find. */
function useAgentNames(): void {
  const navigate = useNavigate();
  const { isOpen, words } = usePalette();
  const { data: found } = useQuery({ ...graphNamesQuery(words), enabled: isOpen });
  const commands = useMemo(
    () =>
      (isOpen ? (found ?? []) : []).map((graph): Command => ({
        id: `agent ${graph.id}`,
        label: graph.name,
        group: agents.title,
        keywords: [graph.description],
        icon: <Bot aria-hidden className="size-4" />,
        run: () => void navigate(`/agents/${graph.id}`),
      })),
    [found, isOpen, navigate],
  );
  useCommands(commands);
}
