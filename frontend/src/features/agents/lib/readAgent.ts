export const MAX_FILE_BYTES = 20 * 1024 * 1024; // what a browser reads without a pause; the server has a limit of its own

export type Read =
  { file: Record<string, unknown> } | { code: "not_json"; reason: string } | { code: "not_agent" };

/** Is this text an agent's file? The server looks closer. */
export function readAgent(text: string): Read {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    return { code: "not_json", reason: error instanceof Error ? error.message : "" };
  }
  if (!isObject(read)) return { code: "not_agent" };
  const graph = "nodes" in read ? read : read.graph; // some clients wrap it
  return isObject(graph) && Array.isArray(graph.nodes) ? { file: read } : { code: "not_agent" };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
