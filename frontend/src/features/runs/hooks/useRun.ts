import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { hasEnded } from "@/features/runs/lib/state";
import { throttled } from "@/features/runs/lib/throttle";
import { runQuery } from "@/features/runs/queries";
import { useConnection, useExecutionEvents } from "@/live/live";

const REFRESH_MS = 700;
const POLL_MS = 3000; // where no socket is open

/** One run that keeps itself up to date, with its firings and questions. */
export function useRun(id: string) {
  const client = useQueryClient();
  const { state } = useConnection();
  const query = useQuery({
    ...runQuery(id),
    refetchInterval: ({ state: { data } }) =>
      state !== "open" && data !== undefined && !hasEnded(data.status) ? POLL_MS : false,
  });
  // The page stays when another run is opened from it.
  const refresh = useMemo(
    () =>
      throttled(() => {
        for (const name of ["execution", "firings", "children"]) {
          void client.invalidateQueries({ queryKey: [name, id] });
        }
        void client.invalidateQueries({ queryKey: ["reviews"] });
      }, REFRESH_MS),
    [client, id],
  );
  const isLive = query.data !== undefined && !hasEnded(query.data.status);
  useExecutionEvents(isLive ? id : null, { onEvents: refresh, onGap: refresh });
  return query;
}
