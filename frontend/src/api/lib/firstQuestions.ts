// What the pages that open most often ask first, word for word: tests/web/test_first_load.py sees each asked once.
const AGENTS = "/api/v1/graphs?ordering=-updated_at&folder=top";
const BLOCKS = "/api/v1/blocks?page_size=1000";
const AGENT = /^\/agents\/([0-9a-f-]{36})(\/build)?$/;

/** Which of those pages an address opens, and of which agent; null: none of them. */
export function startOf(
  pathname: string,
): { page: "agents" | "agent" | "builder"; agentId: string | null } | null {
  if (pathname === "/" || pathname === "/agents") return { page: "agents", agentId: null };
  if (pathname === "/agents/new") return { page: "builder", agentId: null };
  const [, agentId, isBuilder] = AGENT.exec(pathname) ?? [];
  if (agentId === undefined) return null;
  return { page: isBuilder === undefined ? "agent" : "builder", agentId };
}

/** Paths of the API. An address with a query chooses something else to be shown. */
export function firstQuestions({ pathname, search }: Pick<Location, "pathname" | "search">): string[] {
  const start = search === "" ? startOf(pathname) : null;
  if (start === null) return [];
  const agent = start.agentId === null ? [] : [`/api/v1/graphs/${start.agentId}`];
  return { agents: [AGENTS], agent, builder: [BLOCKS, ...agent] }[start.page];
}
