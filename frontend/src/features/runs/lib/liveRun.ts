// What the events of one run come to, for a page that shows its result while it is made.
import type { ExecutionStatus } from "@/api/schema";
import type { ExecutionEvent } from "@/live/types";

export interface Stream {
  nodeId: string;
  pin: string;
  text: string;
}

export interface LiveRun {
  /** null until an event says it. */
  status: ExecutionStatus | null;
  /** Firings that are under way now: id → node. */
  running: Readonly<Record<string, string>>;
  /** Text that is being written, by firing and pin. */
  streams: Readonly<Record<string, Stream>>;
  /** Goes up when the API has something new to show. */
  news: number;
}

export const NO_NEWS: LiveRun = { status: null, running: {}, streams: {}, news: 0 };
const MAX_STREAM_CHARACTERS = 20_000; // of one; the whole is in the output

export function withEvents(state: LiveRun, events: readonly ExecutionEvent[]): LiveRun {
  return events.reduce(withEvent, state);
}

function withEvent(state: LiveRun, event: ExecutionEvent): LiveRun {
  switch (event.type) {
    case "execution.started":
      return { ...state, status: event.status };
    case "execution.paused":
    case "execution.completed":
    case "execution.failed":
      return { status: event.status, running: {}, streams: {}, news: state.news + 1 };
    case "node.started":
      return { ...state, running: { ...state.running, [event.node_execution_id]: event.node_id } };
    case "node.completed":
    case "node.failed":
      return ended(state, event.node_execution_id);
    case "output.delta":
      return written(state, event);
    case "review.requested":
    case "review.decided":
      return { ...state, news: state.news + 1 };
    default:
      return state;
  }
}

function ended(state: LiveRun, firing: string): LiveRun {
  const running = Object.entries(state.running).filter(([key]) => key !== firing);
  const streams = Object.entries(state.streams).filter(([key]) => !key.startsWith(`${firing}/`));
  return {
    ...state,
    running: Object.fromEntries(running),
    streams: Object.fromEntries(streams),
    news: state.news + 1,
  };
}

function written(state: LiveRun, event: ExecutionEvent & { type: "output.delta" }): LiveRun {
  const key = `${event.node_execution_id}/${event.pin}`;
  const text = ((state.streams[key]?.text ?? "") + event.text).slice(-MAX_STREAM_CHARACTERS);
  return { ...state, streams: { ...state.streams, [key]: { nodeId: event.node_id, pin: event.pin, text } } };
}
