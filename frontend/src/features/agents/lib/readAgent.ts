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
  const graph = unwrapped(read);
  const isAgent = isObject(graph) && (Array.isArray(graph.nodes) || Array.isArray(graph.agents));
  return isAgent ? { file: read } : { code: "not_agent" };
}

/** What is sent to import a file; chosen: service → id of the account that its steps get. */
export function importBody(
  file: Record<string, unknown>,
  chosen: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return Object.keys(chosen).length === 0 ? file : { graph: unwrapped(file), credentials: chosen };
}

/** The agent, or the bundle of several: some clients wrap it. */
function unwrapped(file: Record<string, unknown>): unknown {
  return "nodes" in file || Array.isArray(file.agents) ? file : file.graph;
}

/** Nodes of the file's agent as it names them; none of a bundle's. */
export function nodesOf(file: Record<string, unknown>): { id: string; metadata: unknown }[] {
  const graph = unwrapped(file);
  const nodes = isObject(graph) && Array.isArray(graph.nodes) ? graph.nodes : [];
  return nodes.filter(isObject).map((node) => ({ id: String(node.id), metadata: node.metadata ?? null }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
