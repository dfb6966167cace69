// Live news of executions, for the whole app.
import { useEffect, useEffectEvent } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { useQuery } from "@tanstack/react-query";
import { useWorkspaceId } from "@/api/hooks";
import { workspacesQuery } from "@/api/me";
import { session } from "@/api/session";
import { LiveConnection } from "@/live/lib/connection";
import type { ConnectionState, ExecutionEvent, Hint } from "@/live/types";

const store = createStore<{ state: ConnectionState; attempt: number }>(() => ({ state: "idle", attempt: 0 }));

let lastToken: string | null = null;

export const live = new LiveConnection({
  token: async (isSuspect) => {
    lastToken = isSuspect && lastToken !== null ? await session.replace(lastToken) : await session.token();
    return lastToken;
  },
  open: (token) => {
    const scheme = window.location.protocol === "https:" ? "wss" : "ws";
    return new WebSocket(`${scheme}://${window.location.host}/ws?token=${encodeURIComponent(token)}`);
  },
  later: (work, delayMs) => {
    const timer = setTimeout(work, delayMs);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  onState: (state, attempt) => store.setState({ state, attempt }),
});

window.addEventListener("online", () => live.hurry());
window.addEventListener("offline", () => live.drop());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") live.hurry();
});
session.subscribe(() => live.drop());

/** The state of the connection; attempt: how often it was tried in vain. */
export function useConnection(): { state: ConnectionState; attempt: number } {
  return useStore(store);
}

interface Handler {
  onEvents: (events: ExecutionEvent[]) => void;
  /** Events may have been missed: refetch. */
  onGap: () => void;
}

/** Watch an execution while the component is there; null watches nothing. after: as in `Watcher`. */
export function useExecutionEvents(executionId: string | null, handler: Handler, after = 0): void {
  const onEvents = useEffectEvent(handler.onEvents);
  const onGap = useEffectEvent(handler.onGap);
  useEffect(() => {
    if (executionId === null) return undefined;
    return live.subscribe(executionId, {
      after,
      onEvents: (events) => onEvents(events),
      onGap: () => onGap(),
    });
  }, [executionId, after]);
}

/** Hear what changes in the chosen workspace while the component is there. onGap: anything may have changed. */
export function useWorkspaceHints(handler: { onHint: (hint: Hint) => void; onGap: () => void }): void {
  const chosen = useWorkspaceId();
  const { data: workspaces } = useQuery(workspacesQuery);
  const id = workspaces?.find((one) => (chosen === null ? one.is_personal : one.id === chosen))?.id;
  const onHint = useEffectEvent(handler.onHint);
  const onGap = useEffectEvent(handler.onGap);
  useEffect(() => {
    if (id === undefined) return undefined;
    return live.watchWorkspace(id, { onHint: (hint) => onHint(hint), onGap: () => onGap() });
  }, [id]);
}
