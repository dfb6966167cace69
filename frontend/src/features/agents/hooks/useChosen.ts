import { useState } from "react";
import type { GraphSummary } from "@/api/schema";
import type { FolderId } from "@/features/agents/lib/folders";

type Chosen = ReadonlyMap<string, GraphSummary>;
const NONE: Chosen = new Map();

/** The chosen agents; none any more once another folder is opened. */
export function useChosen(folder: FolderId) {
  const [state, setState] = useState({ folder, chosen: NONE });
  const chosen = state.folder === folder ? state.chosen : NONE;
  const choose = (rows: readonly GraphSummary[], isChosen: boolean) => {
    const next = new Map(chosen);
    for (const row of rows) {
      if (isChosen) next.set(row.id, row);
      else next.delete(row.id);
    }
    setState({ folder, chosen: next });
  };
  return { chosen, choose, chooseNone: () => setState({ folder, chosen: NONE }) };
}
