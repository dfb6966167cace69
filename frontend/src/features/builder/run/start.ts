// Begin, end and fetch runs of what is on the canvas.
import { api, data } from "@/api/client";
import { ApiError } from "@/api/error";
import type { ExecutionRead, ExecutionStartRequest, NodeExecutionRead } from "@/api/schema";
import { nextCursor } from "@/api/cursor";
import { newId } from "@/features/builder/lib/ids";
import { isObject } from "@/features/builder/lib/json";
import { setPanelOpen } from "@/features/builder/run/dialogs";
import { remember } from "@/features/builder/run/memory";
import { saveNow } from "@/features/builder/run/saver";
import { documentStore, isUnsaved, select } from "@/features/builder/store/document";
import { runStore, showRun, takeRows } from "@/features/builder/store/run";
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
  const known = new Set(document.nodes.map((node) => node.id));
  const pinned = Object.entries(runStore.getState().pinned).filter(
    ([nodeId]) => known.has(nodeId) && nodeId !== options.only?.nodeId,
  );
  const body: ExecutionStartRequest = {
    inputs,
    version: version ?? null,
    dry_run: options.isDryRun ?? false,
    safe_mode: options.isSafe ?? false,
    only_node: options.only?.nodeId ?? "",
    until: "",
    pinned_outputs: Object.fromEntries(
      pinned.map(([nodeId, outputs]) => [nodeId, outputs.map((one) => [...one])]),
    ),
    ...(options.only && { nodes_input_masks: { [options.only.nodeId]: options.only.values } }),
  };
  const params = { path: { graph_id: graphId }, header: { "Idempotency-Key": newId() } };
  const execution = await told(data(api.POST("/api/v1/graphs/{graph_id}/executions", { params, body })));
  if (execution === null) return false;
  showRun(execution.id, execution.status, document, options.only?.nodeId ?? null);
  if (options.only === undefined) {
    const kept = Object.entries(inputs).filter(([name]) => options.secrets?.includes(name) !== true);
    remember.inputs(graphId, Object.fromEntries(kept));
  }
  remember.run(graphId, execution.id);
  setPanelOpen(true);
  return true;
}

/** Run the shown run again from a step on, or what failed in it, with what is on the canvas. */
export async function retryRun(fromNode: string | null): Promise<void> {
  const { executionId } = runStore.getState();
  if (executionId === null) return;
  const now = await saved();
  if (now === null) return;
  const document = documentStore.getState().history.present;
  const execution = await told(
    data(
      api.POST("/api/v1/executions/{id}/retry", {
        params: { path: { id: executionId }, header: { "Idempotency-Key": newId() } },
        body: { from_node: fromNode ?? "", version: String(now.version) },
      }),
    ),
  );
  if (execution === null) return;
  showRun(execution.id, execution.status, document);
  remember.run(now.graphId, execution.id);
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

async function told<Body>(call: Promise<Body>): Promise<Body | null> {
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
