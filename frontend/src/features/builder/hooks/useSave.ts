// Saving: each save is a new version.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { api, data } from "@/api/client";
import { ApiError } from "@/api/error";
import type { GraphRead } from "@/api/schema";
import { isObject, objectOf } from "@/features/builder/lib/json";
import { toApi } from "@/features/builder/lib/toApi";
import { autosaveKey, becameAgent, whileSaving } from "@/features/builder/store/autosave";
import type { Tried } from "@/features/builder/canvas/PublishStatus";
import { apply, documentStore, markSaved, useDocument } from "@/features/builder/store/document";
import { setProblems } from "@/features/builder/store/problems";
import type { BuilderDocument } from "@/features/builder/types";
import { builder } from "@/text/en/builder";
import { fill } from "@/text/fill";
import { toast } from "@/ui/toast";

interface Wanted {
  document: BuilderDocument;
  isDraft: boolean;
}

export function useSave() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const mutation = useMutation({
    mutationFn: ({ document, isDraft }: Wanted) => whileSaving(() => write(document, isDraft)),
    meta: { showsError: true },
    onSuccess: (graph, { document }) => {
      const isNew = documentStore.getState().graphId === null;
      markSaved(document, graph.id, graph.version);
      if (isNew) becameAgent(graph.id);
      void queries.invalidateQueries({ queryKey: ["graphs"] });
      void queries.invalidateQueries({ queryKey: ["graph", graph.id] });
      void queries.invalidateQueries({ queryKey: ["misfits", graph.id] });
      toast.success(fill(builder.saveDone, { number: graph.version }));
      // The address names the agent, and its newest version, from now on; the page stays as it is.
      if (isNew || window.location.search.includes("version="))
        void navigate(`/agents/${graph.id}/build`, { replace: true, state: { isOpen: true } });
    },
    onError: (error, { document }) => told(error, () => void saveAs(document, true)),
  });
  const saveAs = async (document: BuilderDocument, isDraft: boolean) => {
    try {
      await mutation.mutateAsync({ document, isDraft });
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return false; // onError said it
    }
  };
  const save = () => {
    const { name } = documentStore.getState().history.present;
    if (name.trim() === "") apply((document) => ({ ...document, name: builder.untitled }));
    return saveAs(documentStore.getState().history.present, false);
  };
  const isAboutThis = useDocument((present) => present === mutation.variables?.document);
  const outcome = mutation.isSuccess ? "saved" : mutation.isError ? "failed" : null;
  const tried: Tried = {
    isSaving: mutation.isPending,
    outcome: isAboutThis ? outcome : null,
    reason: mutation.error?.message,
  };
  return { save, tried };
}

async function write(document: BuilderDocument, isDraft: boolean): Promise<GraphRead> {
  const { graphId } = documentStore.getState();
  const body = { ...toApi(document), label: "", notes: "", draft: isDraft };
  if (graphId === null)
    return data(api.POST("/api/v1/graphs", { body: { ...body, autosave: autosaveKey() } }));
  return data(api.PUT("/api/v1/graphs/{id}", { params: { path: { id: graphId } }, body }));
}

function told(error: ApiError, saveAsDraft: () => void): void {
  if (error.code !== "graph_invalid") {
    toast.error(error.message);
    return;
  }
  const nodes = objectOf(error.details.nodes) as Record<string, Record<string, string>>;
  const graph = Array.isArray(error.details.graph) ? (error.details.graph as string[]) : [];
  setProblems({
    nodes: Object.fromEntries(Object.entries(nodes).filter(([, pins]) => isObject(pins))),
    graph,
  });
  toast.error([builder.cannotSave, ...graph].join(" "), { label: builder.saveAsDraft, onClick: saveAsDraft });
}
