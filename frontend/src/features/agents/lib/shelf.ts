// What of the library is shown: all of it is in the address, so that it can be kept and sent.
import { type Order, ORDERS } from "@/features/agents/lib/orders";
import type { FolderId } from "@/features/agents/lib/folders";

export const KINDS = ["all", "favourites", "made", "added", "archived"] as const;
export type Kind = (typeof KINDS)[number];

/** search is what was typed, as it is. */
export interface Shelf {
  folder: FolderId;
  kind: Kind;
  tag: string;
  search: string;
  ordering: Order;
}

const FIRST_ORDER: Order = "-updated_at";
const MAX_SEARCH = 100;

export function shelfOf(params: URLSearchParams): Shelf {
  return {
    folder: params.get("folder"),
    kind: KINDS.find((one) => one === params.get("show")) ?? "all",
    tag: params.get("tag") ?? "",
    search: params.get("search") ?? "",
    ordering: ORDERS.find((one) => one === params.get("order")) ?? FIRST_ORDER,
  };
}

/** As the address says it, without what goes without saying. */
export function paramsOf({ folder, kind, tag, search, ordering }: Shelf): URLSearchParams {
  const said = {
    folder: folder ?? "",
    search,
    show: kind === "all" ? "" : kind,
    tag,
    order: ordering === FIRST_ORDER ? "" : ordering,
  };
  return new URLSearchParams(Object.entries(said).filter(([, value]) => value !== ""));
}

/** Does it look for agents wherever they are, instead of showing what one folder holds? */
export function isFiltered({ kind, tag, search }: Shelf): boolean {
  return kind !== "all" || tag !== "" || search.trim() !== "";
}

/** As `GET /graphs` is asked for it. */
export function queryOf(shelf: Shelf) {
  const words = shelf.search.trim().slice(0, MAX_SEARCH);
  return {
    ordering: shelf.ordering,
    folder: shelf.folder ?? "top",
    ...(isFiltered(shelf) && { deep: true }),
    ...(words !== "" && { search: words }),
    ...(shelf.tag !== "" && { tag: [shelf.tag] }),
    ...(shelf.kind === "favourites" && { favourite: true }),
    ...(shelf.kind === "archived" && { archived: "true" as const }),
    ...((shelf.kind === "made" || shelf.kind === "added") && { origin: shelf.kind }),
  };
}
