// What the builder needs first is asked for while its code is on its way: of the page's own start, once.
import type { LoaderFunctionArgs } from "react-router";
import { queryClient } from "@/api/queryClient";
import { session } from "@/api/session";
import { graphQuery } from "@/features/agents/api";
import { blocksQuery } from "@/features/builder/hooks/queries";

let isStart = true;

export function warmBuilder({ params: { graphId }, request }: LoaderFunctionArgs): null {
  const isFirst = isStart;
  isStart = false;
  const query = new URL(request.url).searchParams;
  if (!isFirst || !session.isSignedIn() || query.has("replay")) return null;
  queryClient.query(blocksQuery).catch(toldByThePage);
  if (graphId !== undefined) {
    const version = Number(query.get("version")) || null;
    queryClient.query(graphQuery(graphId, version)).catch(toldByThePage);
  }
  return null;
}

/** It asks for the same again, and says what is wrong. */
const toldByThePage = () => undefined;
