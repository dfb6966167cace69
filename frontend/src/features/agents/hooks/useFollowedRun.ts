import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useReducer, useState } from "react";
import { NO_NEWS, withEvents } from "@/features/runs/lib/liveRun";
import { hasEnded } from "@/features/runs/lib/state";
import { throttled } from "@/features/runs/lib/throttle";
import { runQuery } from "@/features/runs/queries";
import { useConnection, useExecutionEvents } from "@/live/live";

const REFRESH_MS = 400; // at most so often, however fast its steps end
const POLL_MS = 2000; // where the socket is away

/** One run as it is now: the API's truth, and what is being written at this moment. Give the component the run's id as key. */
export function useFollowedRun(executionId: string) {
  const client = useQueryClient();
  const { state: connection } = useConnection();
  const [live, take] = useReducer(withEvents, NO_NEWS);
  const query = useQuery({
    ...runQuery(executionId),
    refetchInterval: ({ state }) =>
      connection !== "open" && state.data !== undefined && !hasEnded(state.data.status) ? POLL_MS : false,
  });
  const [refresh] = useState(() =>
    throttled(() => void client.invalidateQueries({ queryKey: runQuery(executionId).queryKey }), REFRESH_MS),
  );
  const isOver = query.data !== undefined && hasEnded(query.data.status);
  useExecutionEvents(isOver ? null : executionId, { onEvents: take, onGap: refresh });
  useEffect(() => {
    if (live.news > 0) refresh();
  }, [live.news, refresh]);
  return { query, live };
}
