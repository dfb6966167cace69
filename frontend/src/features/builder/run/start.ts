// Begin, end and fetch runs of what is on the canvas.
import { api, data } from "@/api/client";
import { ApiError } from "@/api/error";
import type { ExecutionRead, ExecutionStartRequest, NodeExecutionRead } from "@/api/schema";
import { nextCursor } from "@/api/cursor";
import { bodyOf, NO_EXTRAS, type RunExtras } from "@/features/agents/lib/runExtras";
import { newId } from "@/features/builder/lib/ids";
import { isObject } from "@/features/builder/lib/json";
import { setPanelOpen } from "@/features/builder/run/dialogs";
import { standing, type UpTo } from "@/features/builder/run/lib/upTo";
import { recall, remember } from "@/features/builder/run/memory";
import { saveNow } from "@/features/builder/run/saver";
import { documentStore, isUnsaved, select } from "@/features/builder/store/document";
import { runStore, setEdited, showRun, takeRows } from "@/features/builder/store/run";
import type { BuilderDocument } from "@/features/builder/types";
import { run } from "@/text/en/run";
import { fill } from "@/text/fill";
import { toast } from "@/ui/toast";

export interface StartOptions {
  isDryRun?: boolean;
  /** Review steps ask. */
  isSafe?: boolean;
  /** Names of inputs that are not to be remembered. */
  secrets?: readonly string[];
  /** Run this node alone, with these values. */
  only?: { nodeId: string; values: Record<string, unknown> };
  /** Run this step and what it needs, and nothing behind it. */
  upTo?: UpTo;
  extras?: RunExtras;
  /** The most that the run may spend. */
  maxCredits?: string | null;
}

const PAGE = 200;
const MOST_PAGES = 10;

/** Save what is unsaved, and run it. Tells what went wrong, and gives whether it started. */
export async function startRun(
  inputs: Record<string, unknown>,
  options: StartOptions = {},
): Promise<boolean> {
  const { graphId, version } = (await saved()) ?? {};
  if (graphId === undefined) return false;
  const document = documentStore.getState().history.present;
  const { only, upTo } = options;
  if (only === undefined && upTo === undefined) setEdited({});
  const body: ExecutionStartRequest = {
    inputs,
    version: version ?? null,
    dry_run: options.isDryRun ?? false,
    safe_mode: options.isSafe ?? false,
    only_node: only?.nodeId ?? "",
    until: upTo?.nodeId ?? "",
    pinned_outputs: only === undefined ? standingNow(document, upTo) : {},
    ...bodyOf(options.extras ?? NO_EXTRAS),
    max_credits: options.maxCredits ?? null,
    ...(only && { nodes_input_masks: { [only.nodeId]: only.values } }),
  };
  const params = { path: { graph_id: graphId }, header: { "Idempotency-Key": newId() } };
  const execution = await told(data(api.POST("/api/v1/graphs/{graph_id}/executions", { params, body })));
  if (execution === null) return false;
  showRun(execution.id, execution.status, document, only?.nodeId ?? null, options.isDryRun);
  if (only === undefined) {
    const kept = Object.entries(inputs).filter(([name]) => options.secrets?.includes(name) !== true);
    const before = upTo === undefined ? {} : recall.inputs(graphId);
    remember.inputs(graphId, { ...before, ...Object.fromEntries(kept) });
  }
  remember.run(graphId, execution.id);
  setPanelOpen(true);
  return true;
}

/** Run the shown run again from a step on, or what failed in it, with what is on the canvas. */
export async function retryRun(fromNode: string | null): Promise<void> {
  const { executionId } = runStore.getState();
  if (executionId !== null) await told(runAgain(executionId, fromNode === null ? {} : { fromNode }));
}

interface Again {
  fromNode?: string;
  upTo?: UpTo;
  /** Also where the other run went up to a step only. */
  isToTheEnd?: boolean;
}

/**
 * Run another run again with what is on the canvas: from a step on to the end, or up to one, or what failed. What is
 * there already is taken over. Throws what the API says.
 */
export async function runAgain(
  executionId: string,
  { fromNode, upTo, isToTheEnd = fromNode !== undefined }: Again,
): Promise<void> {
  const now = await saved();
  if (now === null) return;
  const document = documentStore.getState().history.present;
  const { execution: shown } = runStore.getState();
  const isAlone = shown?.id === executionId && shown.only_node !== "";
  const until = upTo?.nodeId ?? (isToTheEnd ? "" : undefined);
  const execution = await data(
    api.POST("/api/v1/executions/{id}/retry", {
      params: { path: { id: executionId }, header: { "Idempotency-Key": newId() } },
      body: {
        from_node: fromNode ?? "",
        version: String(now.version),
        ...(!isAlone && { pinned_outputs: standingNow(document, upTo) }),
        ...(until !== undefined && { until }),
      },
    }),
  );
  showRun(execution.id, execution.status, document);
  remember.run(now.graphId, execution.id);
  setPanelOpen(true);
}

export async function stopRun(): Promise<void> {
  const { executionId } = runStore.getState();
  if (executionId === null) return;
  const params = { path: { id: executionId } };
  const execution = await told(data(api.POST("/api/v1/executions/{id}/stop", { params })));
  if (execution !== null) await refreshRun();
}

/** Fetch the truth of the shown run: the first 2,000 firings with their values. */
export async function refreshRun(): Promise<void> {
  const { executionId } = runStore.getState();
  if (executionId === null) return;
  const execution = await told(fetchExecution(executionId));
  if (execution !== null) takeRows(execution, await fetchFirings(executionId));
}

export function fetchExecution(id: string): Promise<ExecutionRead> {
  return data(api.GET("/api/v1/executions/{id}", { params: { path: { id } } }));
}

export async function fetchFirings(id: string): Promise<NodeExecutionRead[]> {
  const rows: NodeExecutionRead[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { page_size: PAGE, ...(cursor !== undefined && { cursor }) };
    const answer = await data(api.GET("/api/v1/executions/{id}/nodes", { params: { path: { id }, query } }));
    rows.push(...answer.results);
    cursor = nextCursor(answer);
    if (cursor === undefined) break;
  }
  return rows;
}

function standingNow(document: BuilderDocument, upTo?: UpTo): Record<string, unknown[][]> {
  const stands = Object.entries(standing(document, runStore.getState(), upTo));
  return Object.fromEntries(stands.map(([nodeId, outputs]) => [nodeId, outputs.map((one) => [...one])]));
}

async function saved(): Promise<{ graphId: string; version: number } | null> {
  if (isUnsaved(documentStore.getState()) || documentStore.getState().graphId === null) {
    const isSaved = await saveNow();
    if (!isSaved) {
      toast.error(run.notSaved);
      return null;
    }
  }
  const { graphId, version } = documentStore.getState();
  if (graphId === null || version === null) {
    toast.error(run.unsavedWithoutPage);
    return null;
  }
  return { graphId, version };
}

/** What a call gives; null after it was refused and that was told. */
export async function told<Body>(call: Promise<Body>): Promise<Body | null> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const problem = firstProblem(error);
    if (problem?.nodeId !== undefined) select([problem.nodeId]);
    toast.error(fill(run.noStart, { message: problem?.message ?? error.message }));
    return null;
  }
}

/** The first thing wrong with the graph, as the API names it. */
function firstProblem(error: ApiError): { nodeId?: string; message: string } | null {
  const { nodes, graph } = error.details;
  for (const [nodeId, pins] of isObject(nodes) ? Object.entries(nodes) : []) {
    const [message] = isObject(pins) ? Object.values(pins) : [];
    if (typeof message === "string") return { nodeId, message };
  }
  const [message] = Array.isArray(graph) ? (graph as unknown[]) : [];
  return typeof message === "string" ? { message } : null;
}
