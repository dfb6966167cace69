// Which service a step acts at, and by which account.
import type { BlockRead, CredentialRead, NeededAccountRead, ServiceRead } from "@/api/schema";
import { isDisabled } from "@/features/builder/lib/disabled";
import { isObject, objectOf, textOf } from "@/features/builder/lib/json";
import { titleOf } from "@/features/builder/lib/place";
import type { Blocks, BuilderDocument, BuilderNode } from "@/features/builder/types";

/** Where a step keeps the account that it names. */
export const CREDENTIALS_PIN = "credentials";

/** Model → the service that has it. */
export type ModelServices = ReadonlyMap<string, string>;

/** The services that a step may act at: one, where its model says which. None: it needs no account. */
export function servicesOf(node: BuilderNode, block: BlockRead, models: ModelServices): readonly string[] {
  if (block.providers.length < 2) return block.providers;
  const schema = objectOf(objectOf(objectOf(block.input_schema).properties).model);
  const model = textOf(node.inputDefault.model ?? schema.default);
  const service = models.get(model);
  return service !== undefined && block.providers.includes(service) ? [service] : block.providers;
}

/** The id of the account that a step names; null: it leaves the choice open. */
export function namedAccount(node: BuilderNode): string | null {
  const named = node.inputDefault[CREDENTIALS_PIN];
  return isObject(named) && typeof named.id === "string" && named.id !== "" ? named.id : null;
}

/** What a step keeps of the account that it is to use. */
export function naming({ id, provider, kind, title }: CredentialRead) {
  return { id, provider, type: kind, title };
}

/**
 * The accounts that a run of the canvas may be told to act by, as the API tells them of a saved agent. A step that
 * names one of `mine` acts with that, whatever a run says.
 */
export function neededAccounts(
  { name, nodes }: BuilderDocument,
  blocks: Blocks,
  models: ModelServices,
  mine: ReadonlySet<string>,
): NeededAccountRead[] {
  const found = new Map<string, NeededAccountRead>();
  for (const node of nodes) {
    const block = blocks.get(node.blockId);
    const named = namedAccount(node);
    if (block === undefined || isDisabled(node) || (named !== null && mine.has(named))) continue;
    const providers = [...servicesOf(node, block, models)];
    if (providers.length === 0) continue;
    const is_optional = node.metadata.credentials_optional === true;
    const key = `${providers.join()} ${is_optional}`;
    const entry = found.get(key) ?? { providers, is_optional, is_served: false, nodes: [] };
    entry.nodes.push({ agent: name, node_id: node.id, title: titleOf(node, block) });
    found.set(key, entry);
  }
  return [...found.values()];
}

/** The agents that steps of the canvas run, each once: its id, and the version if a step names one. */
export function agentsRunBy(
  { nodes }: BuilderDocument,
  blocks: Blocks,
): { id: string; version: number | null }[] {
  const found = new Map<string, { id: string; version: number | null }>();
  for (const node of nodes) {
    const id = textOf(node.inputDefault.graph_id);
    if (blocks.get(node.blockId)?.kind !== "agent" || id === "" || isDisabled(node)) continue;
    const version = Number(node.inputDefault.graph_version) || null;
    found.set(`${id} ${version}`, { id, version });
  }
  return [...found.values()];
}

/** The needs of several agents as one list: steps that need the same account stand together. */
export function together(lists: readonly (readonly NeededAccountRead[])[]): NeededAccountRead[] {
  const found = new Map<string, NeededAccountRead>();
  for (const one of lists.flat()) {
    const key = `${one.providers.join()} ${one.is_optional}`;
    const before = found.get(key);
    found.set(key, before ? { ...before, nodes: [...before.nodes, ...one.nodes] } : one);
  }
  return [...found.values()];
}

/** Services at which a step would find an account without naming one. */
export function reachable(
  credentials: readonly CredentialRead[],
  services: readonly ServiceRead[],
): ReadonlySet<string> {
  const connected = credentials.map((credential) => credential.provider);
  const systems = services.filter((service) => service.has_system_credential).map(({ slug }) => slug);
  return new Set([...connected, ...systems]);
}

/** A matter of the server: without one, a request goes out as it is. */
const NEVER_NEEDED = new Set(["http", "mcp"]);

/** The server that a step is about, where it names one. */
export function serverOf(node: BuilderNode): string {
  return textOf(node.inputDefault.server_url).trim();
}

/** Whether a step may act by it: at one of its services and, where that is any server, at the same one. */
export function fits(
  credential: Pick<CredentialRead, "provider" | "base_url">,
  needed: readonly string[],
  server: string,
): boolean {
  if (!needed.includes(credential.provider)) return false;
  return credential.provider !== "mcp" || server === "" || plain(credential.base_url) === plain(server);
}

function plain(address: string): string {
  return URL.canParse(address) ? new URL(address).href.replace(/\/+$/, "") : address;
}

/** Whether a step finds no account at any service that it may act at. */
export function isLacking(needed: readonly string[], within: ReadonlySet<string>): boolean {
  return needed.length > 0 && !needed.some((slug) => within.has(slug) || NEVER_NEEDED.has(slug));
}
