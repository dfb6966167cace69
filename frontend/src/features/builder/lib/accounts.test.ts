import { expect, it } from "vitest";
import type { BlockRead, CredentialRead, ServiceRead } from "@/api/schema";
import {
  agentsRunBy,
  fits,
  isLacking,
  namedAccount,
  naming,
  neededAccounts,
  reachable,
  servicesOf,
  together,
} from "@/features/builder/lib/accounts";
import type { Blocks, BuilderDocument, BuilderNode } from "@/features/builder/types";

const MODELS = new Map([["gpt-5", "openai"]]);
const node = (inputDefault: Record<string, unknown>): BuilderNode => ({
  id: "n",
  blockId: "b",
  inputDefault,
  metadata: {},
  settings: {},
});
const block = (providers: string[]) =>
  ({ providers, input_schema: { properties: { model: { default: "gpt-5" } } } }) as unknown as BlockRead;

it("follows the model to its service", () => {
  const asks = block(["openai", "groq"]);
  expect(servicesOf(node({}), asks, MODELS)).toEqual(["openai"]);
  expect(servicesOf(node({ model: "my-own" }), asks, MODELS)).toEqual(["openai", "groq"]);
  expect(servicesOf(node({}), block(["github"]), MODELS)).toEqual(["github"]);
});

it("keeps and finds the account that a step names", () => {
  const github = { id: "1", provider: "github", kind: "api_key", title: "Work" } as CredentialRead;
  const kept = { id: "1", provider: "github", type: "api_key", title: "Work" };
  expect(naming(github)).toEqual(kept);
  expect(namedAccount(node({ credentials: kept }))).toBe("1");
  expect(namedAccount(node({ credentials: { id: "" } }))).toBeNull();
  expect(namedAccount(node({}))).toBeNull();
});

it("says where no account is to be found, the operator's counted", () => {
  const within = reachable(
    [{ provider: "github" } as CredentialRead],
    [{ slug: "openai", has_system_credential: true } as ServiceRead],
  );
  expect(isLacking(["github"], within)).toBe(false);
  expect(isLacking(["groq", "openai"], within)).toBe(false);
  expect(isLacking(["slack"], within)).toBe(true);
  expect(isLacking([], within)).toBe(false);
  expect(isLacking(["http"], within)).toBe(false);
});

it("gathers the accounts that a run may be told to act by, with their steps", () => {
  const named = (id: string) => ({ credentials: { id, provider: "github" } });
  const of = (id: string, blockId: string, more: Partial<BuilderNode> = {}) => ({
    ...node({}),
    id,
    blockId,
    ...more,
  });
  const nodes = [
    of("a", "issues", { metadata: { customized_name: "Ask" } }),
    of("b", "chat"),
    of("c", "issues", { inputDefault: named("mine") }),
    of("d", "issues", { inputDefault: named("gone") }),
    of("e", "issues", { settings: { is_disabled: true } }),
    of("f", "plain"),
    of("g", "issues", { metadata: { credentials_optional: true } }),
  ];
  const blocks: Blocks = new Map([
    ["issues", { ...block(["github"]), name: "Issues" }],
    ["chat", { ...block(["openai", "groq"]), name: "Chat" }],
    ["plain", { ...block([]), name: "Plain" }],
  ]);
  const found = neededAccounts(
    { name: "Bot", nodes } as unknown as BuilderDocument,
    blocks,
    MODELS,
    new Set(["mine"]),
  );
  const told = found.map(({ providers, is_optional, nodes: steps }) => [
    providers.join(),
    is_optional,
    steps.map((step) => `${step.node_id} ${step.title}`),
  ]);
  expect(told).toEqual([
    ["github", false, ["a Ask", "d Issues"]],
    ["openai", false, ["b Chat"]],
    ["github", true, ["g Issues"]],
  ]);
});

it("counts what the agents need that steps run", () => {
  const runs = (id: string, more: Record<string, unknown>) => ({ ...node(more), id, blockId: "run" });
  const nodes = [
    runs("a", { graph_id: "x" }),
    runs("b", { graph_id: "x", graph_version: 2 }),
    runs("c", { graph_id: "x" }),
    runs("d", {}),
    { ...runs("e", { graph_id: "y" }), settings: { is_disabled: true } },
    { ...node({ graph_id: "z" }), id: "f" },
  ];
  const blocks: Blocks = new Map([
    ["run", { ...block([]), kind: "agent" }],
    ["b", { ...block([]), kind: "standard" }],
  ]);
  expect(agentsRunBy({ name: "Bot", nodes } as unknown as BuilderDocument, blocks)).toEqual([
    { id: "x", version: null },
    { id: "x", version: 2 },
  ]);
  const need = (provider: string, title: string) => ({
    providers: [provider],
    is_optional: false,
    is_served: false,
    nodes: [{ agent: "Bot", node_id: title, title }],
  });
  const found = together([[need("github", "a")], [need("slack", "b"), need("github", "c")]]);
  expect(found.map(({ providers, nodes: steps }) => [providers[0], steps.map(({ title }) => title)])).toEqual(
    [
      ["github", ["a", "c"]],
      ["slack", ["b"]],
    ],
  );
});

it("takes an account of the server that a step is about, and no other", () => {
  const credential = { provider: "mcp", base_url: "https://mcp.test/mcp" };
  expect(fits(credential, ["mcp"], "https://MCP.test/mcp/")).toBe(true);
  expect(fits(credential, ["mcp"], "")).toBe(true);
  expect(fits(credential, ["mcp"], "https://mcp.test/other")).toBe(false);
  expect(fits(credential, ["github"], "https://mcp.test/mcp")).toBe(false);
  expect(fits({ provider: "openai", base_url: "" }, ["openai"], "https://mcp.test/mcp")).toBe(true);
});
