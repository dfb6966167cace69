import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { NeededAccountRead } from "@/api/schema";
import { accountsQuery } from "@/features/agents/api";
import { agentsRunBy, neededAccounts, together } from "@/features/builder/lib/accounts";
import { useModelServices } from "@/features/builder/store/accounts";
import type { Blocks, BuilderDocument } from "@/features/builder/types";
import { credentialsQuery } from "@/features/integrations/api";

/** The accounts that a run of the canvas, as it is now, and the agents that it runs may be told to act by. */
export function useNeededAccounts(document: BuilderDocument, blocks: Blocks): NeededAccountRead[] {
  const models = useModelServices();
  const { data: credentials } = useQuery(credentialsQuery);
  const below = useQueries({
    queries: agentsRunBy(document, blocks).map(({ id, version }) => accountsQuery(id, version)),
    combine: (answers) => answers.flatMap(({ data: accounts }) => (accounts ? [accounts] : [])),
  });
  return useMemo(() => {
    const mine = new Set(credentials?.map(({ id }) => id));
    return together([neededAccounts(document, blocks, models, mine), ...below]);
  }, [document, blocks, models, credentials, below]);
}
