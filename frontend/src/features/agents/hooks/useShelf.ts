import { useState } from "react";
import type { SetURLSearchParams } from "react-router";
import type { FolderId } from "@/features/agents/lib/folders";
import { paramsOf, type Shelf, shelfOf } from "@/features/agents/lib/shelf";

/** What of the library is shown, as the address says it, and how to show something else. */
export function useShelf(params: URLSearchParams, setParams: SetURLSearchParams) {
  const [typed, setTyped] = useState(() => params.get("search") ?? ""); // the address follows it, later
  const shelf: Shelf = { ...shelfOf(params), search: typed };
  const change = (changed: Partial<Shelf>) => {
    if (changed.search !== undefined) setTyped(changed.search);
    setParams((before) => paramsOf({ ...shelfOf(before), search: typed, ...changed }), { replace: true });
  };
  /** The same, in another folder. */
  const addressOf = (folder: FolderId) => {
    const next = paramsOf({ ...shelf, folder }).toString();
    return next === "" ? "/agents" : `/agents?${next}`;
  };
  return { shelf, change, addressOf };
}
