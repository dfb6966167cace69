// Where somebody is in a look around; null: in none.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { changePreferences, preferencesQuery } from "@/api/preferences";
import { queryClient } from "@/api/queryClient";
import { type TourName, TOURS } from "@/features/welcome/lib/steps";

interface Place {
  tour: TourName;
  step: number;
}

const store = createStore<{ place: Place | null; before: Element | null }>(() => ({
  place: null,
  before: null,
}));

export function startTour(tour: TourName): void {
  store.setState({ place: { tour, step: 0 }, before: document.activeElement });
}

/** By so many steps; beyond the last the look around is over. */
export function stepTour(by: 1 | -1): void {
  const { place } = store.getState();
  if (place === null) return;
  const step = place.step + by;
  if (step >= TOURS[place.tour].length) endTour();
  else store.setState({ place: { ...place, step: Math.max(0, step) } });
}

/** Seen to the end, or skipped: it is not offered again. The focus goes back to where it was. */
export function endTour(): void {
  const { place, before } = store.getState();
  if (place === null) return;
  store.setState({ place: null, before: null });
  if (before instanceof HTMLElement && before.isConnected) before.focus();
  const seen = queryClient.getQueryData(preferencesQuery.queryKey)?.tours_seen ?? [];
  if (!seen.includes(place.tour))
    void changePreferences({ tours_seen: [...seen, place.tour] }).catch(() => null);
}

/** Its page was left: it is offered again another time. */
export function leaveTour(tour: TourName): void {
  if (store.getState().place?.tour === tour) store.setState({ place: null, before: null });
}

export function isTouring(): boolean {
  return store.getState().place !== null;
}

export function useTour(): Place | null {
  return useStore(store, (state) => state.place);
}
