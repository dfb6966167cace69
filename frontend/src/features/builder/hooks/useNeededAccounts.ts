import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { NeededAccountRead } from "@/api/schema";
import { neededAccounts } from "@/features/builder/lib/accounts";
import { useModelServices } from "@/features/builder/store/accounts";
import type { Blocks, BuilderDocument } from "@/features/builder/types";
import { credentialsQuery } from "@/features/integrations/api";

/** The accounts that a run of the canvas, as it is now, may be told to act by. */
export function useNeededAccounts(document: BuilderDocument, blocks: Blocks): NeededAccountRead[] {
  const models = useModelServices();
  const { data: credentials } = useQuery(credentialsQuery);
  return useMemo(() => {
    const mine = new Set(credentials?.map(({ id }) => id));
    return neededAccounts(document, blocks, models, mine);
  }, [document, blocks, models, credentials]);
}
