import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useReducer, useState } from "react";
import { NO_NEWS, withEvents } from "@/features/runs/lib/liveRun";
import { hasEnded } from "@/features/runs/lib/state";
import { throttled } from "@/features/runs/lib/throttle";
import { runQuery } from "@/features/runs/queries";
import { useConnection, useExecutionEvents } from "@/live/live";

const REFRESH_MS = 700;
const POLL_MS = 3000; // where no socket is open

/** One run that keeps itself up to date, with its firings and questions, and what is being written in it. Keyed by the run. */
export function useRun(id: string) {
  const client = useQueryClient();
  const { state } = useConnection();
  const query = useQuery({
    ...runQuery(id),
    refetchInterval: ({ state: { data } }) =>
      state !== "open" && data !== undefined && !hasEnded(data.status) ? POLL_MS : false,
  });
  const [refresh] = useState(() =>
    throttled(() => {
      for (const name of ["execution", "firings", "children"]) {
        void client.invalidateQueries({ queryKey: [name, id] });
      }
      void client.invalidateQueries({ queryKey: ["reviews"] });
    }, REFRESH_MS),
  );
  const [live, take] = useReducer(withEvents, NO_NEWS);
  const isLive = query.data !== undefined && !hasEnded(query.data.status);
  useExecutionEvents(isLive ? id : null, {
    onEvents: (events) => {
      take(events);
      // Words that are being written change nothing that the API tells.
      if (events.some(({ type }) => type !== "output.delta")) refresh();
    },
    onGap: refresh,
  });
  return { query, live };
}
