// What the pages that open most often ask first, word for word: tests/web/test_first_load.py sees each asked once.
const AGENTS = "/api/v1/graphs?ordering=-updated_at&folder=top";
const BLOCKS = "/api/v1/blocks?page_size=1000";
const AGENT = /^\/agents\/([0-9a-f-]{36})(\/build)?$/;

/** Paths of the API. An address with a query chooses something else to be shown. */
export function firstQuestions({ pathname, search }: Pick<Location, "pathname" | "search">): string[] {
  if (search !== "") return [];
  if (pathname === "/" || pathname === "/agents") return [AGENTS];
  if (pathname === "/agents/new") return [BLOCKS];
  const [, id, isBuilder] = AGENT.exec(pathname) ?? [];
  if (id === undefined) return [];
  const agent = `/api/v1/graphs/${id}`;
  return isBuilder === undefined ? [agent] : [BLOCKS, agent];
}
