// Where somebody is in the look around; null: nowhere.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { preferencesQuery, changePreferences } from "@/api/preferences";
import { queryClient } from "@/api/queryClient";

export const TOUR = "start";
const store = createStore<{ step: number | null }>(() => ({ step: null }));

export function goToStep(step: number): void {
  store.setState({ step });
}

/** Seen to the end, or skipped: it is not offered again. */
export function endTour(): void {
  store.setState({ step: null });
  const seen = queryClient.getQueryData(preferencesQuery.queryKey)?.tours_seen ?? [];
  if (!seen.includes(TOUR)) void changePreferences({ tours_seen: [...seen, TOUR] }).catch(() => null);
}

export function useTourStep(): number | null {
  return useStore(store, (state) => state.step);
}
