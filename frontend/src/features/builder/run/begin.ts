// Run what is on the canvas, or up to a step of it; inputs are asked for where they are needed.
import { ApiError } from "@/api/error";
import { openDialog } from "@/features/builder/run/dialogs";
import { inputsFor, missing } from "@/features/builder/run/lib/inputs";
import type { Standing } from "@/features/builder/run/lib/upTo";
import { recall } from "@/features/builder/run/memory";
import { runAgain, startRun, type StartOptions, told } from "@/features/builder/run/start";
import { blocksNow } from "@/features/builder/store/blocks";
import { documentStore } from "@/features/builder/store/document";
import { runStore } from "@/features/builder/store/run";
import { run } from "@/text/en/run";
import { toast } from "@/ui/toast";

/** isAsking: ask for inputs even if all are known, and for what else a run may be given. */
export function begin(options: StartOptions = {}, isAsking = false): void {
  const { graphId, history } = documentStore.getState();
  if (history.present.nodes.length === 0) {
    toast.info(run.empty);
    return;
  }
  const pins = inputsFor(history.present, blocksNow(), runStore.getState(), options.upTo);
  const last = graphId === null ? {} : recall.inputs(graphId);
  const names = new Set(pins.map((pin) => pin.name));
  const inputs = Object.fromEntries(Object.entries(last).filter(([name]) => names.has(name)));
  const secrets = pins.filter((pin) => pin.schema.secret === true).map((pin) => pin.name);
  if (isAsking || missing(pins, inputs).length > 0) {
    openDialog({ kind: "inputs", options: { ...options, secrets } });
  } else void startRun(inputs, { ...options, secrets });
}

/** What the last run cannot be gone on from: its values are gone, or the canvas asks for more than it was given. */
const AFRESH: ReadonlySet<string> = new Set(["history_gone", "graph_invalid", "not_found"]);

/**
 * Run a step with what it lacks: of the steps before it only those that have no result of the last run, or one that
 * no longer holds.
 */
export async function runUpTo(nodeId: string, instead?: Standing): Promise<void> {
  const upTo = { nodeId, ...(instead && { instead }) };
  const { base } = runStore.getState();
  if (base === null) {
    begin({ upTo });
    return;
  }
  try {
    await runAgain(base, { upTo });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (AFRESH.has(error.code)) begin({ upTo });
    else await told(Promise.reject(error));
  }
}
