import type { ExecutionStatus, NodeStatus } from "@/api/schema";

interface Base {
  execution_id: string;
  sequence: number;
  at: string;
}

interface OfNode {
  node_execution_id: string;
  node_id: string;
  index: number;
  wave: number;
}

interface OfReview {
  review_id: string;
  node_id: string;
}

/** What an execution tells while it runs (agents/events.py). A hint: REST has the truth. */
export type ExecutionEvent =
  | (Base & { type: "execution.started" | "execution.paused"; status: ExecutionStatus })
  | (Base & {
      type: "execution.completed" | "execution.failed";
      status: ExecutionStatus;
      error: string | null;
    })
  | (Base & { type: "execution.progress"; ended: number; failed: number })
  | (Base & OfNode & { type: "node.started" | "node.awaiting_input"; status: NodeStatus })
  | (Base &
      OfNode & {
        type: "node.completed";
        status: NodeStatus;
        /** [pin, value] pairs in order. */
        outputs: unknown[][] | null;
        outputs_left_out?: boolean;
      })
  | (Base & OfNode & { type: "node.failed"; status: NodeStatus; error: string | null })
  | (Base &
      OfNode & {
        type: "node.retrying";
        status: NodeStatus;
        error: string;
        attempts: number;
        wait_seconds: number;
      })
  | (Base & OfReview & { type: "review.requested"; kind: string; name: string })
  | (Base & OfReview & { type: "review.decided"; status: string })
  | (Base & OfNode & { type: "output.delta"; pin: string; text: string });

/** Something changed in a watched workspace (agents/workspace_watch.py). Read the list again. */
export type Hint =
  | {
      type: "executions.changed";
      workspace_id: string;
      executions: { execution_id: string; graph_id: string; status: ExecutionStatus }[];
      /** Others changed that are not named. */
      has_more: boolean;
    }
  | {
      type: "reviews.changed";
      workspace_id: string;
      /** How many questions wait for an answer, counted up to 1,000. */
      pending: number;
    }
  | {
      /** Of the person, in whatever workspace (platform_project/notifications). */
      type: "notification";
      unread: number;
    };

export interface HintWatcher {
  onHint: (hint: Hint) => void;
  /** The connection was gone: what happened meanwhile is not told. */
  onGap: () => void;
}

/** idle: nobody watches anything. waiting: the connection is lost, and will be tried again. */
export type ConnectionState = "idle" | "connecting" | "open" | "waiting";

export interface Watcher {
  /** Sequence of the last event already known; 0 has all that the server still keeps sent again. */
  after: number;
  /** New events in order, without repeats. */
  onEvents: (events: ExecutionEvent[]) => void;
  /** Events may have been missed: fetch the truth over REST. Called before the events behind the gap. */
  onGap: () => void;
  onRefused?: (reason: string) => void;
}
