// Of every page's first load: the rest of push is loaded where this browser has a subscription, or somebody wants one.
import { type Kept, keptOf } from "@/features/notifications/lib/kept";

const KEY = "polychord.push";

export function kept(): Kept | null {
  return keptOf(localStorage.getItem(KEY));
}

export function keep(own: Kept | null): void {
  if (own === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, JSON.stringify(own));
}
